// Preloaded with NODE_OPTIONS to give the command line a catalogue with a mistake. SPOILED contains, as JSON, the file
// of catalog/src, a text in it, and its replacement.
import * as module from 'node:module';

const [file, text, mistake] = JSON.parse(process.env.SPOILED);
// Missing on the host's Node, which only prepares the command line.
module.registerHooks?.({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(`/catalog/dist/src/${file}`)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(text)) throw new Error(`${file} no longer contains the text ${text}.`);
    return { ...loaded, source: source.replace(text, () => mistake) };
  },
});

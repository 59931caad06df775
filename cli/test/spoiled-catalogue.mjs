// Loaded by NODE_OPTIONS into the command line: it then meets a catalogue with a mistake. SPOILED holds the file of
// catalog/src, a text of it, and what stands there instead, as JSON.
import * as module from 'node:module';

const [file, text, mistake] = JSON.parse(process.env.SPOILED);
// Not on the host's Node, which runs only what prepares the command line.
module.registerHooks?.({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(`/catalog/dist/src/${file}`)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(text)) throw new Error(`${file} no longer has the text ${text}.`);
    return { ...loaded, source: source.replace(text, () => mistake) };
  },
});

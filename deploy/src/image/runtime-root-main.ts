// Runs while an image is built: runtime-root-main.js ARCHITECTURE BASE TARGET
import { writeRuntimeRoot } from './runtime-root.js';

const [architecture = '', base = '', target = ''] = process.argv.slice(2);
writeRuntimeRoot(architecture, base, target);

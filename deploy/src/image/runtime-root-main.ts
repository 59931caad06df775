// Runs while an image is built: runtime-root-main.js BASE TARGET
import { writeRuntimeRoot } from './runtime-root.js';

const [base = '', target = ''] = process.argv.slice(2);
writeRuntimeRoot(base, target);

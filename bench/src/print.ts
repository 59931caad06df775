/** One line of the report. */
export const print = (line = '') => void process.stdout.write(`${line}\n`);

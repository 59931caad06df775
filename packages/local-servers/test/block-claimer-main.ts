// Claims as many blocks of ports as its argument says, prints them, and keeps them until it is killed.
import { claimPortBlock } from '../src/ports.js';

const blocks: number[] = [];
while (blocks.length < Number(process.argv[2])) blocks.push(await claimPortBlock());
console.log(JSON.stringify(blocks));
setInterval(() => {}, 60_000);

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markdownTable, renderSections } from './marked-section.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-generate-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const render = (text: string) => {
  writeFileSync(join(root, 'README.md'), text);
  return renderSections(root, 'README.md', { services: '| a |' });
};

describe('a generated section', () => {
  it('replaces the text between its markers, and nothing else', () => {
    const rendered = render('before\n<!-- services:start -->\nold\nold\n<!-- services:end -->\nafter\n');
    expect(rendered).toEqual({
      path: 'README.md',
      content: 'before\n<!-- services:start -->\n| a |\n<!-- services:end -->\nafter\n',
    });
  });

  it('does not change when it is rendered again', () => {
    const first = render('<!-- services:start --><!-- services:end -->');
    expect('content' in first && render(first.content)).toEqual(first);
  });

  it.each(['no markers', '<!-- services:start --> only', '<!-- services:end --> <!-- services:start -->'])(
    'is rejected in "%s"',
    (text) => {
      expect(render(text)).toMatchObject({ problem: expect.stringContaining('lacks the markers') });
    },
  );

  it('leaves room for another one in the same file', () => {
    writeFileSync(
      join(root, 'README.md'),
      '<!-- b:start -->\n<!-- b:end -->\nbetween\n<!-- a:start -->\n<!-- a:end -->\n',
    );
    expect(renderSections(root, 'README.md', { a: '| a |', b: '| b |' })).toEqual({
      path: 'README.md',
      content: '<!-- b:start -->\n| b |\n<!-- b:end -->\nbetween\n<!-- a:start -->\n| a |\n<!-- a:end -->\n',
    });
  });

  it('does not create the file', () => {
    expect(renderSections(root, 'README.md', { services: '' })).toMatchObject({ problem: 'README.md does not exist' });
  });
});

describe('a table', () => {
  it('keeps the text of a cell inside its cell', () => {
    expect(markdownTable(['a', 'b'], [['x|y', 'one\ntwo']])).toBe('| a | b |\n| --- | --- |\n| x\\|y | one two |');
  });
});

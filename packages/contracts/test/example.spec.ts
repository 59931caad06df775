import { expect, it } from 'vitest';
import { z } from 'zod';
import { bookLent, breaksIn } from './example.js';

const dueOn = z.iso.date().describe('Day on which the book is due.');

it('the example accepts an optional property and refuses a required one', () => {
  expect(breaksIn(bookLent.data.extend({ dueOn: dueOn.optional() }))).toEqual([]);
  expect(breaksIn(bookLent.data.extend({ dueOn }))).toEqual(['#/dueOn is new and required; make it optional']);
});

it('the example reads text that no database can store', () => {
  const data = { bookId: '0198c0de-7f3a-7000-8000-5ca1ab1e0001', title: 'Emma\0', lentAt: '2026-11-29T20:00:00Z' };
  expect(bookLent.data.parse(data)).toEqual({ ...data, title: 'Emma\ufffd' });
  expect(bookLent.key(data)).toBe(data.bookId);
});

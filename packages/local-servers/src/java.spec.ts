import { expect, test } from 'vitest';
import { parseJavaMajor } from './java.js';

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['openjdk version "21" 2023-09-19', 21],
  ['openjdk version "26-ea" 2026-03-17', 26],
  ['java version "1.8.0_292"', 8],
  ['Picked up JAVA_TOOL_OPTIONS: -Dversion=3\nopenjdk version "17.0.1" 2021-10-19', 17],
  ['The operation couldn’t be completed. Unable to locate a Java Runtime.', undefined],
])('reads from %j the major version %s', (text, major) => {
  expect(parseJavaMajor(text)).toBe(major);
});

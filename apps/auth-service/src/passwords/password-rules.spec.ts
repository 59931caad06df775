import { describe, expect, it } from 'vitest';
import { commonPasswords } from './common-passwords.js';
import { weaknessOf } from './password-rules.js';

const ada = { email: 'ada.lovelace@analytical.example', name: 'Ada Lovelace' };

describe('a password is refused', () => {
  it.each([
    ['aaaaaaaaaaaa'],
    ['            '],
    ['\u200d'.repeat(12)],
    ['abcabcabcabc'],
    ['ab ab ab ab ab'],
    ['123456789012'],
    ['098765432109'],
    ['1-2-3-4-5-6-7-8'],
    ['qwertyuiopas'],
    ['Qwertyuiop[]'],
    ['abcdefghijkl'],
    ['aaaabbbbcccc'],
    ['!@#$%^&*()_+'],
    ['asdfasdfasdf'],
    ['qwertz123456'],
    ['passwordpassword'],
    ['йцукенгшщзхъ'],
    ['ФЫВАПРОЛДЖЭЯ'],
  ])('as a repetition or a sequence: %j', (password) => {
    expect(weaknessOf(password, ada)).toContain('sequence');
  });

  it.each([
    ['password1234'],
    ['PASSWORD1234'],
    ['P@ssw0rd1234'],
    ['password2026!!'],
    ['2026-password'],
    ['1qaz2wsx3edc'],
    ['4321drowssap'],
    ['sunshine99999'],
    ['iloveyou1989!'],
    ['q w e r t y 1 2 3 4 5 6 7'],
    ['leavemealone'],
    ['leavemealone!'],
    ['ｐａｓｓｗｏｒｄ１２３４'],
    ['correct horse battery staple'],
    ['CorrectHorseBatteryStaple1'],
  ])('as a common one: %j', (password) => {
    expect(weaknessOf(password, ada)).toMatch(/common|sequence/);
  });

  it.each([
    ['ada.lovelace@analytical.example'],
    ['ADA.LOVELACE'],
    ['adalovelace1815'],
    ['Lovelace-1815!'],
    ['ecalevol1815!'],
    ['l0vel4ce2026'],
    ['Ada Lovelace'],
    ['analytical2026'],
    ['my-lovelace-99'],
    ['AdaLovelaceAda'],
    ['Lóvelace 1815'],
  ])('as made of the address or the name: %j', (password) => {
    expect(weaknessOf(password, ada)).toContain('address or name');
  });

  it.each([
    ['fairway2026!'],
    ['F4irway-admin'],
    ['fairway-password'],
    ['yawriaf20266'],
    ['MyFairway1234'],
    ['fairwayfairway'],
    ['Fаirway12345678'],
    ['fairway-platform'],
    ['xxxxxxpassword'],
    ['letmein-please'],
  ])('as made of the product’s name: %j', (password) => {
    expect(weaknessOf(password, ada, 'Fairway')).toMatch(/Fairway|sequence/);
  });
});

it.each([
  ['correct horse battery'],
  ['fairway and dragon and moon'],
  ['парольные мысли вслух'],
  ['fairway to the green hills'],
  ['9f2kq07xmw1z'],
  ['482915736024'],
  ['lovelace plays the harp'],
  ['xK9#mQ2$vL7p'],
  ['Zwölf Boxkämpfer jagen'],
  ['密码是一个很长的句子没有人知道'],
  ['the first password of all'],
])('accepts a password that is hard to guess: %j', (password) => {
  expect(weaknessOf(password, ada)).toBeUndefined();
});

it('accepts other passwords for an owner with a short name', () => {
  expect(weaknessOf('x7ann93kd02!', { email: 'ann@x.io', name: 'Ann' })).toBeUndefined();
});

it('knows at least 3,000 common passwords of 12 characters and more', () => {
  expect(new Set(commonPasswords.filter(({ length }) => length >= 12)).size).toBe(10_000);
});

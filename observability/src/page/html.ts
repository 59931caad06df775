const markup = Symbol('markup');

/** Text that is HTML already. */
export interface Html {
  readonly [markup]: string;
}

/** Marks text as HTML that its maker has escaped. */
export function raw(text: string): Html {
  return { [markup]: text };
}

/** Joins HTML with values, which it escapes unless they are HTML: labels of metrics may contain anything. */
export function html(texts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return raw(texts.reduce((joined, text, index) => joined + textOf(values[index - 1] ?? '') + text));
}

export function textOf(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return value.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
  return markup in value ? value[markup] : value.map(textOf).join('');
}

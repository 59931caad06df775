export const defaultInstanceName = 'default';

/** The text with its commands as they act on this instance: without the option they would act on the default one. */
export function inInstance(name: string, text: string): string {
  return name === defaultInstanceName ? text : text.replaceAll(/\.\/fairway(?= [a-z])/g, `$& --instance ${name}`);
}

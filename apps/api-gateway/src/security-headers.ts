/**
 * Headers of every answer, including errors of all kinds (OWASP ASVS 5.0, V3.4 and 14.3.2). Set by hand instead of by
 * helmet: the values are constants, and refusals of Node's parser, which no plugin sees, have them as well.
 */
export const securityHeaders = {
  // Answers belong to one account or one moment. Cacheable ones set their own header.
  'cache-control': 'no-store',
  // Data opened as a page can do nothing: no script, no frame, no form.
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  // Browsers honour it over HTTPS only.
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/** For the page at /api/docs: its own scripts and styles, and calls to the API it describes. */
export const docsContentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * On every answer, errors of all kinds included (OWASP ASVS 5.0, V3.4 and 14.3.2). By hand, not by helmet: the values are
 * constants, and what Node's parser refuses, which no plugin sees, has them as well.
 */
export const securityHeaders = {
  // Answers are of one account, or of one moment. What may be kept says so by its own header.
  'cache-control': 'no-store',
  // Opened as a page, data does nothing: no script, no frame, no form.
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  // Browsers heed it over HTTPS only.
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/** Of the page at /api/docs: its own scripts and styles, and calls of the API that it describes. */
export const docsContentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

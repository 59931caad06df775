// What a fork calls its own: `./fairway adopt` writes these.

/** What the platform is called to those who use it: no password may be made of it. */
export const productName = 'Fairway';

/**
 * The short name of the platform: the audience of its access tokens, because services refuse those of another platform, and
 * the first part of the names of its images. Terraform's variable `project` is the same.
 */
export const projectName = 'fairway';

/** The repository on GitHub, `owner/name`: alerts link to its runbooks. */
export const repository = 'example/fairway';

// What a fork calls its own: `./fairway adopt` writes these.

/** What the platform is called to those who use it: no password may be made of it. */
export const productName = 'Fairway';

/** Audience of the access tokens: services refuse the tokens of another platform. */
export const tokenAudience = 'fairway';

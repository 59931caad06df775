/** What the platform is called to those who use it: no password may be made of it. A fork writes its own name here. */
export const productName = 'Fairway';

/** Headers of every answer of a service, unless a route sets its own. Names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string>>;

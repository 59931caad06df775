/** Headers that every answer of a service has, unless it says otherwise. Names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string>>;

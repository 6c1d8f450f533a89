/** The names of the requests in `messages/requests.ts` that the picker sends; a test holds them together. */
export const requestNames = { capture: 'capture-tab', deliver: 'deliver-picture' } as const;

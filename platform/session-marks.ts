/** Says in `storage.session` that an update waits until no editor is open. Nothing of the person's. */
export const updatePending = 'update-pending';

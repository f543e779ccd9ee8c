/** A step that could not be done, in words for the user: what failed, what to do, and where the log is. */
export class SetupFailure extends Error {
  /**
   * @param {string} message
   * @param {{todo?: string, log?: string, tail?: string}} [more]
   */
  constructor(message, more = {}) {
    super(message);
    this.name = 'SetupFailure';
    this.todo = more.todo;
    this.log = more.log;
    this.tail = more.tail;
  }
}

/** The job fails permanently: another try would fail, too. `message` has the reason. */
export class NoFurtherTry extends Error {}

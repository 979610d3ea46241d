/** The job fails for good: another try would fail, too. `message` says why. */
export class NoFurtherTry extends Error {}

/**
 * The error that a promise rejects with. Tests don't use `expect().rejects`: Bun waits for it without running its event
 * loop, which a store, a thread or a program needs in order to reject.
 * @throws Error when it resolves
 */
export async function refusalOf(asked: Promise<unknown> | null | undefined): Promise<Error> {
  try {
    await asked
  } catch (error) {
    return error as Error
  }
  throw new Error('it was not refused')
}

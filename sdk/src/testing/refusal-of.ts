/**
 * What a promise rejects with. Not `expect().rejects`: Bun waits for that without running its event loop, and what
 * rejects may need it, as a store, a thread and a program do.
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

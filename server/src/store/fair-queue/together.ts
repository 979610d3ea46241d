/** A statement was refused since an earlier one had failed the transaction. */
const IN_FAILED_TRANSACTION = '25P02'

/**
 * Runs statements that do not need each other's answers: PostgreSQL gets them without waiting in between. Waits for all
 * of them even if one fails, so that none runs after the caller has continued.
 * @throws the error that failed the transaction, not one that only says that it has failed
 */
export async function together<Outputs extends readonly unknown[]>(
  ...running: { [Index in keyof Outputs]: Promise<Outputs[Index]> }
): Promise<Outputs> {
  const outputs: unknown[] = []
  const errors: unknown[] = []
  for (const outcome of await Promise.allSettled(running)) {
    if (outcome.status === 'rejected') errors.push(outcome.reason)
    else outputs.push(outcome.value)
  }
  if (errors.length > 0) throw errors.find((error) => !isAftermath(error)) ?? errors[0]
  return outputs as unknown as Outputs
}

/** In the place of a statement that is not needed. */
export const NOTHING: Promise<void> = Promise.resolve()

const isAftermath = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === IN_FAILED_TRANSACTION

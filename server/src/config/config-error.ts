/** A wrong value in the environment or on the command line. The server administrator sees one line and no stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

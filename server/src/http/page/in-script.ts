/**
 * JSON that may stand in a script, inline or not: no `</script>`, no comment opener, no line ends that old engines
 * stumble over.
 */
export const inScript = (value: unknown): string =>
  JSON.stringify(value).replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

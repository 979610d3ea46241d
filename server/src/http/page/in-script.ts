/**
 * JSON that is safe inside a script, inline or not: without `</script>`, comment openers, and line ends that break old
 * engines.
 */
export const inScript = (value: unknown): string =>
  JSON.stringify(value).replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

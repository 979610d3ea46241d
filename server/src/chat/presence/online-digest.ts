/** A hash of a set: equal sets have the same, different sets hardly ever do (the sum of each id's FNV-1a). */
export function onlineDigest(userIds: Iterable<string>): number {
  let sum = 0
  for (const userId of userIds) {
    let hash = 0x811c9dc5
    for (let at = 0; at < userId.length; at++) hash = Math.imul(hash ^ userId.charCodeAt(at), 0x01000193)
    sum = (sum + (hash >>> 0)) >>> 0
  }
  return sum
}

/** A number that two equal sets have in common and two different ones hardly ever (FNV-1a of each id, added up). */
export function onlineDigest(userIds: Iterable<string>): number {
  let sum = 0
  for (const userId of userIds) {
    let hash = 0x811c9dc5
    for (let at = 0; at < userId.length; at++) hash = Math.imul(hash ^ userId.charCodeAt(at), 0x01000193)
    sum = (sum + (hash >>> 0)) >>> 0
  }
  return sum
}

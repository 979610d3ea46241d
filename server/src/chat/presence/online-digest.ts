/** A hash of a set: equal sets have the same, different sets hardly ever do (the sum of each id's FNV-1a). */
export function onlineDigest(user_ids: Iterable<string>): number {
  let sum = 0
  for (const user_id of user_ids) {
    let hash = 0x811c9dc5
    for (let at = 0; at < user_id.length; at++) hash = Math.imul(hash ^ user_id.charCodeAt(at), 0x01000193)
    sum = (sum + (hash >>> 0)) >>> 0
  }
  return sum
}

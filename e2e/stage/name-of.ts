/** A name that no other test's people have, nor this test's when it ran before: for people found by their names. */
export const nameOf = (first: string) => `${first} ${crypto.randomUUID().slice(0, 8)}`

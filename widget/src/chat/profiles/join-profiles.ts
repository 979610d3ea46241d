import type { ChatClient } from '@imbachat/sdk'

let joining: Promise<unknown> = Promise.resolve()

/** Resolves when the names that the site lists are joined, or could not be. */
export const profilesJoined = (): Promise<unknown> => joining

/** Joins the conversations of the user's other names to the chat, once the site lists any: few users have one. */
export function joinProfiles(client: ChatClient, connect: (profile: string) => ChatClient): void {
  function look() {
    if (client.profiles.get().length === 0) return
    stop()
    joining = import('@imbachat/sdk/profiles').then(
      ({ withProfiles }) => withProfiles(client, connect),
      // without the network it is fetched with the next list, which comes with each new connection
      () => {
        stop = client.profiles.subscribe(look)
      },
    )
  }
  let stop = client.profiles.subscribe(look)
  look()
}

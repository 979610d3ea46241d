// Loads the chat, and makes the plugin's buttons and rooms work. No build step: this is what browsers get.
;(() => {
  const { load, show, rooms, tokenUrl, signInUrl, signedIn } = window.imbachatPage

  // A page may have an element or a variable of the same name, and plugins that speed pages up may change the order of scripts.
  const chatOfPage = () => [window.imbaApi, window.ImbaChat].find((chat) => typeof chat?.load === 'function')

  // A slow site does not keep the chat away: it opens as for a visitor then.
  const TOKEN_TIMEOUT_MS = 10_000

  // null: nobody is signed in, or no longer. The page itself carries nothing of its reader, so a page cache may keep it.
  const freshToken = async () => {
    const signal = AbortSignal.timeout(TOKEN_TIMEOUT_MS)
    const response = await fetch(tokenUrl, { method: 'POST', credentials: 'same-origin', signal })
    if (!response.ok) throw new Error(`${tokenUrl} answered ${response.status}`)
    return (await response.json()).token
  }

  const isSignedIn = () => document.cookie.split('; ').includes(`${signedIn}=1`)

  // Remembered until a page that nobody is signed in to: there the browser forgets what the chat keeps of its user.
  const WAS_HERE = 'imbachat_was_here'
  const forgetWhoLeft = (chat, token) => {
    try {
      if (token !== null) localStorage.setItem(WAS_HERE, '1')
      else if (!isSignedIn() && localStorage.getItem(WAS_HERE)) {
        localStorage.removeItem(WAS_HERE)
        quietly(chat.logout())
      }
    } catch {
      // without storage there is nothing to forget
    }
  }

  const firstToken = async () => {
    if (!isSignedIn()) return null
    try {
      return await freshToken()
    } catch (error) {
      console.error('Self-Hosted User Chat:', error)
      return null
    }
  }

  // Where a visitor signs in, and comes back from.
  const signIn = () => {
    const url = new URL(signInUrl, location.href)
    url.searchParams.set('redirect_to', location.href)
    return url.href
  }

  // The reasons of failures are in the console and in the chat's window.
  const quietly = (promise) => promise?.catch?.(() => {})

  const acts = {
    dialog: (chat, { imbachatUser }) => chat.openDialog(imbachatUser),
    group: (chat, { imbachatPipe, imbachatTitle }) =>
      chat.addToRoom({
        pipe: imbachatPipe ?? '',
        title: imbachatTitle ?? '',
        is_public: 1,
        type: chat.room_type.conference,
      }),
    open: (chat) => chat.openChat(),
    close: (chat) => chat.closeChat(),
  }

  function start(chat) {
    document.addEventListener('click', (event) => {
      const button = event.target.closest?.('button[data-imbachat-act]')
      const act = button && acts[button.dataset.imbachatAct]
      if (act) quietly(act(chat, button.dataset))
    })
    chat.on('imbaChat.loaded', () => {
      for (const { id, title } of rooms) quietly(chat.placeHolder(id, title))
    })
    quietly(begin(chat))
  }

  async function begin(chat) {
    const token = await firstToken()
    forgetWhoLeft(chat, token)
    const isAsked = rooms.length > 0 || document.querySelector('[data-imbachat_chat_ph], button[data-imbachat-act]')
    if (show !== 'all' && token === null && !isAsked) return
    const options = { ...load, signInUrl: signIn() }
    await chat.load(token === null ? options : { ...options, token, tokenProvider: freshToken })
  }

  const chat = chatOfPage()
  if (chat) start(chat)
  else {
    window.addEventListener('load', () => {
      const late = chatOfPage()
      // Without one the chat server can't be reached, or something in the browser blocks it.
      if (late) start(late)
    })
  }
})()

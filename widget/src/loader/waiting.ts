/** When a frame that still says nothing may be loaded again by the visitor, milliseconds after the window opened. */
const RETRY_AFTER = 5_000

/** The launcher's two names, then those of the window while it waits. */
const phrases: Record<string, readonly [string, string, string, string, string, string, string]> = {
  en: ['Open chat', 'Close chat', 'Chat', 'Close', 'Loading…', 'Chat is taking longer than usual.', 'Retry'],
  ru: ['Открыть чат', 'Закрыть чат', 'Чат', 'Закрыть', 'Загрузка…', 'Чат загружается дольше обычного.', 'Повторить'],
  ar: [
    'فتح الدردشة',
    'إغلاق الدردشة',
    'الدردشة',
    'إغلاق',
    'جارٍ التحميل…',
    'يستغرق تحميل الدردشة وقتًا أطول من المعتاد.',
    'إعادة المحاولة',
  ],
  de: [
    'Chat öffnen',
    'Chat schließen',
    'Chat',
    'Schließen',
    'Wird geladen …',
    'Der Chat braucht länger als sonst.',
    'Erneut versuchen',
  ],
  es: [
    'Abrir el chat',
    'Cerrar el chat',
    'Chat',
    'Cerrar',
    'Cargando…',
    'El chat tarda más de lo habitual.',
    'Reintentar',
  ],
  fr: [
    'Ouvrir le chat',
    'Fermer le chat',
    'Chat',
    'Fermer',
    'Chargement…',
    'Le chat met plus de temps que d’habitude.',
    'Réessayer',
  ],
}

/** The first script has room for English and Russian only; this one speaks every language of the chat. */
export function windowPhrases(language: string | null) {
  const code = (language || navigator.language).slice(0, 2).toLowerCase()
  const [open, shut, chat, close, loading, slow, retry] = phrases[code] ?? (phrases.en as (typeof phrases)[string])
  return { open, shut, chat, close, loading, slow, retry }
}

/**
 * What stands in the window until its frame can be seen: a header with the way out, the shape of a list, and after a
 * while Retry.
 *
 * @param floats a chat in the page has nothing to close
 */
export function createWaiting(
  language: string | null,
  title: string,
  actions: { close(): void; retry(): void },
): { element: HTMLElement; opened(floats: boolean): void; stop(): void } {
  const say = windowPhrases(language)
  const add = (name: string, parent: Node, text = '', className = '') => {
    const child = parent.appendChild(document.createElement(name))
    child.textContent = text
    child.className = className
    return child
  }
  const element = document.createElement('div')
  element.className = 'wait'
  const header = add('header', element)
  add('strong', header, title)
  const close = add('button', header, '✕')
  close.ariaLabel = say.close
  close.onclick = actions.close
  for (let row = 0; row < 5; row++) add('i', element)
  const status = add('p', element, say.loading)
  status.role = 'status'
  const retry = add('button', element, say.retry, 'retry')
  let timer: ReturnType<typeof setTimeout> | undefined

  function wait(): void {
    clearTimeout(timer)
    status.textContent = say.loading
    status.className = 'quiet'
    retry.hidden = true
    timer = setTimeout(() => {
      status.textContent = say.slow
      status.className = ''
      retry.hidden = false
    }, RETRY_AFTER)
  }
  retry.onclick = () => {
    wait()
    actions.retry()
  }

  return {
    element,
    opened(floats) {
      close.hidden = !floats
      if (timer === undefined) wait()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

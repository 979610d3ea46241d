/**
 * What an owner pastes into the site's pages: the contract's two script tags. The site's code puts the visitor's id and
 * a token signed for the visitor in place of the two words.
 */
export function widgetSnippet(publicUrl: string, widgetId: number): string {
  return `<script src="${new URL(publicUrl).origin}/imbachat/v1/${widgetId}/widget"></script>
<script>
  function imbachatWidget(opt) {
    if (typeof (window.ImbaChat || {}).load !== 'function') return setTimeout(imbachatWidget, 50, opt)
    window.ImbaChat.load(opt)
  }
  imbachatWidget({ user_id: 'USER_ID', token: 'USER_TOKEN' })
</script>
`
}

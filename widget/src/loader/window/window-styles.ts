/**
 * `.w` is the window; it stands `.float` or `.inline`, in a holder of the page. `.live`: its frame may be seen, and
 * what waits for it no more. `.preview`: the frame is a card with one message. `.viewing`: one picture over
 * the whole page. `.raised`: the launcher makes way for a
 * room. `.roomy`: there is room for a window; anywhere else the chat fills the screen. `.zoomed`: a phone shows the
 * page small. Both, and the variables, are set in `placement.ts`; whatever they say, the window stays inside the
 * viewport.
 */
export const windowStyles = `:host(.inline){position:static!important;display:block!important;height:100%!important;min-height:480px!important}
b{position:absolute;inset:-6px -6px auto auto;min-width:10px;padding:0 5px;border-radius:10px;background:#d92d20;box-shadow:0 0 0 2px #fff}
b:empty{display:none}
.inline,.w,iframe{height:100%;min-height:inherit}
.w{position:relative;background:Canvas;overflow:hidden;box-sizing:border-box;visibility:hidden}
.dark{color-scheme:dark}
.auto{color-scheme:light dark}
iframe{display:block;width:100%;border:0;visibility:hidden}
.open .w,.live.open iframe{visibility:visible}
.live .wait{display:none}
.wait{position:absolute;inset:0;z-index:1;display:flex;flex-direction:column;gap:14px;padding:0 16px;background:Canvas;color:CanvasText;font:15px/1.4 system-ui,sans-serif}
.wait header{display:flex;align-items:center;justify-content:space-between;min-height:56px;font-size:17px}
.wait button{all:unset;min-width:44px;min-height:44px;border-radius:10px;text-align:center;cursor:pointer}
.wait button:focus-visible{outline:3px solid Highlight}
.wait [hidden]{display:none}
.wait .retry{align-self:center;padding:0 20px;background:CanvasText;color:Canvas;font-weight:600}
.wait i{height:44px;border-radius:10px;background:#8883}
.wait p{margin:0;text-align:center}
.wait .quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.raised:not(.open)>button{translate:0 -84px}
.float .w{position:fixed;opacity:0}
.float.open .w{opacity:1;translate:none}
div:not(.roomy).float .w{inset:var(--top,0) auto auto 0;width:calc(100%/var(--zoom,1));height:calc(var(--seen,100%)/var(--zoom,1));scale:var(--zoom,none);transform-origin:0 0;padding:env(safe-area-inset-top,0) env(safe-area-inset-right,0) env(safe-area-inset-bottom,0) env(safe-area-inset-left,0)}
div:not(.roomy).open .w~button,div:not(.roomy).writing>button{display:none}
.zoomed>button{scale:var(--zoom);transform-origin:100% 100%}
.zoomed.left>button{transform-origin:0 100%}
.roomy.float .w{--aw:min(var(--w,var(--imba-width,380px)),100% - 16px);--ah:min(var(--h,min(var(--imba-height,640px),max(300px,100% - 94px - var(--imba-bottom,18px)))),100% - 16px);width:var(--aw);height:var(--ah);bottom:clamp(8px,var(--y,74px + var(--imba-bottom,18px)),100% - 8px - var(--ah));right:clamp(8px,var(--x,2px + var(--imba-side,18px)),100% - 8px - var(--aw));border-radius:var(--radius,16px);box-shadow:0 12px 40px #0004,0 0 0 1px #8884}
.roomy.float.preview:not(.open) .w{visibility:visible;opacity:1;translate:none;width:min(320px,100% - 36px);height:88px;bottom:calc(68px + var(--imba-bottom,18px));right:var(--imba-side,18px);border-radius:14px}
.roomy.float.preview.live:not(.open) iframe{visibility:visible}
.roomy.float.preview.raised:not(.open) .w{bottom:calc(152px + var(--imba-bottom,18px))}
.roomy.float.left .w{right:auto;left:clamp(8px,var(--x,2px + var(--imba-side,18px)),100% - 8px - var(--aw))}
.roomy.float.left.preview:not(.open) .w{right:auto;left:var(--imba-side,18px)}
div.viewing.roomy.float.open .w{inset:0;width:100%;height:100%;border-radius:0;transition:none}
.viewing.open .w~button{display:none}
@media (prefers-reduced-motion:no-preference){.float .w{translate:0 12px;transition:opacity .16s,translate .16s,visibility .16s}}
@media print{:host(.float){display:none!important}}`

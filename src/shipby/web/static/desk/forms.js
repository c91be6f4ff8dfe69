/* forms.js: nothing typed is lost. Before a form goes from a page that has not heard of the server for a while, the server is asked
   whether it is there and who is signed in; a double click sends once; a fragment that comes back as an error or as a whole page is never put into the page. */
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const out = $('#signed-out'), line = $('#unsent'), PATIENCE = 8000, ONCE = 5000, FRESH = 20000;
  if (!out || !line) return;
  const asking = new WeakSet(), ready = new WeakSet(), sent = new WeakSet();
  let waiting = null, heard = performance.now();

  class Trouble extends Error { constructor(kind) { super(kind); this.kind = kind; } }

  /* A line that stays until it is dismissed, with the way to try once more. */
  const tell = (kind, retry) => {
    $('[data-unsent]')?.remove();
    const toast = line.content.firstElementChild.cloneNode(true), button = $('[data-retry]', toast);
    $('span', toast).textContent = line.dataset[kind];
    if (retry) button.addEventListener('click', () => { toast.remove(); retry(); }); else button.remove();
    $('#toasts').append(toast);
    button.focus();
  };
  const report = (kind, retry) => {
    if (kind !== 'out') return tell(kind, retry);
    waiting = retry ?? waiting;
    if (!out.open) { $('dialog[open]')?.close(); out.showModal(); }
  };

  /* Still there, still signed in, still the same person: then every form of the page gets the token of now. */
  const freshen = async () => {
    let answer;
    try { answer = await fetch('/accounts/token/', { headers: { 'X-Desk': '1' }, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) }); }
    catch { throw new Trouble('lost'); }
    if (answer.status === 401) throw new Trouble('out');
    if (answer.headers.get('HX-Redirect')) { location.assign(answer.headers.get('HX-Redirect')); throw new Trouble('moved'); }
    if (!answer.ok) throw new Trouble('failed');
    heard = performance.now();
    const { token, who } = await answer.json();
    if (String(who) !== document.body.dataset.who) { location.reload(); throw new Trouble('moved'); }
    $$('[name=csrfmiddlewaretoken]').forEach(field => { field.value = token; });
    document.body.setAttribute('hx-headers:inherited', JSON.stringify({ 'X-CSRFToken': token }));
  };
  const send = (form, by) => { if (by?.isConnected && !by.disabled) form.requestSubmit(by); else form.requestSubmit(); };

  addEventListener('submit', async e => {
    const form = e.target, by = e.submitter, target = by?.formTarget || form.target;
    if (e.defaultPrevented || (by?.formMethod || form.method) !== 'post' || form.hasAttribute('hx-post') || form.closest('[data-panel]')) return;
    if (target && target !== '_self') return;
    if (asking.has(form) || sent.has(form)) return e.preventDefault();
    const isFresh = navigator.onLine && performance.now() - heard < FRESH;
    if (ready.delete(form) || isFresh) { sent.add(form); setTimeout(() => sent.delete(form), ONCE); return; }
    e.preventDefault();
    asking.add(form);
    try { await freshen(); } catch (trouble) { if (trouble.kind !== 'moved') report(trouble.kind ?? 'failed', () => send(form, by)); return; } finally { asking.delete(form); }
    ready.add(form);
    send(form, by);
  });
  addEventListener('pageshow', e => { if (!e.persisted) return; heard = -FRESH; $$('form').forEach(form => { sent.delete(form); ready.delete(form); }); });

  /* Back from the tab where the person signed in again. */
  const isBack = async () => {
    if (!out.open || document.hidden) return;
    try { await freshen(); } catch { return; }
    out.close();
    const retry = waiting; waiting = null;
    if (retry) tell('again', retry);
  };
  addEventListener('focus', isBack);
  document.addEventListener('visibilitychange', isBack);
  addEventListener('click', e => { if (e.target.closest('[data-signed-in]')) isBack(); });
  addEventListener('click', e => { e.target.closest('[data-close-unsent]')?.closest('[data-unsent]').remove(); });
  out.addEventListener('cancel', e => e.preventDefault());

  /* Fragments. A poll that fails says nothing; it asks again by itself. */
  const isAsked = el => el.matches('form,button,a');
  const again = el => (el.matches('form') ? () => send(el) : () => el.click());
  document.addEventListener('htmx:before:response', e => {
    const { ctx } = e.detail, { status, headers, raw } = ctx.response, el = ctx.sourceElement;
    if (status < 400) heard = performance.now();
    if (status === 401) { e.preventDefault(); return report('out', isAsked(el) ? again(el) : null); }
    if (headers.get('X-Desk-Trouble') === 'token') { e.preventDefault(); freshen().then(() => { if (isAsked(el)) again(el)(); }, trouble => report(trouble.kind)); return; }
    if (status >= 400 && status !== 409 && status !== 422) { e.preventDefault(); if (isAsked(el)) tell('failed', again(el)); return; }
    if (raw.redirected && isAsked(el)) { e.preventDefault(); location.assign(raw.url); }
  });
  document.addEventListener('htmx:error', e => { const el = e.detail.ctx?.sourceElement; if (el && isAsked(el) && !e.detail.ctx.response) tell('lost', again(el)); });

  /* Other scripts of the desk send through here: desk:unsent { kind, retry }. */
  addEventListener('desk:unsent', e => {
    if (e.detail.kind !== 'token') return report(e.detail.kind, e.detail.retry);
    freshen().then(e.detail.retry, trouble => { if (trouble.kind !== 'moved') report(trouble.kind ?? 'failed', e.detail.retry); });
  });
})();

/* panel.js: an order as a piece: in the drawer beside the queue, or inside its own page, where forms change it in place. The link of a row opens it here on wide screens; J and K go on in the list; Esc closes.
   The address says which one is open. On narrow screens, with Ctrl or without script the same link opens the order's page. */
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const page = $('#order'), panel = page ?? $('#panel'), wide = matchMedia('(min-width: 1180px)'), SETTLED = 90;
  if (!panel) return;
  const HERE = { 'X-Desk': '1', 'X-Desk-Panel': page ? 'page' : 'drawer' }, title = document.title, busy = new WeakSet();
  let shown = page?.dataset.orderId ?? '', asked = null, timer = 0, isPushed = false, left = null;

  const idOf = href => new URL(href, location.href).pathname.match(/^\/orders\/([^/]+)\/$/)?.[1] ?? '';
  const rowOf = id => $(`tr.row[data-order-id="${CSS.escape(id)}"]`);
  const linkOf = row => row && $('a.oid', row);
  const mark = id => {
    $$('tr.row.open').forEach(row => { row.classList.remove('open'); linkOf(row)?.removeAttribute('aria-current'); });
    const row = rowOf(id); if (!row) return;
    $('tr.row.cur')?.classList.remove('cur'); row.classList.add('cur', 'open'); linkOf(row)?.setAttribute('aria-current', 'true');
    row.scrollIntoView({ block: 'nearest' });
  };
  const addressOf = id => { const to = new URL(location.href); if (id) to.searchParams.set('open', id); else to.searchParams.delete('open'); return to; };
  /* Typed and not sent: kept in memory for as long as the page lives, and put back when the order is opened again. */
  const drafts = new Map();
  const fields = () => $$('form input:not([type=hidden],[type=checkbox]), form textarea', panel).filter(field => field.name);
  const placeOf = field => `${field.form.getAttribute('action').split('?')[0]} ${field.name}`;
  const keepDraft = sent => {
    const id = panel.dataset.orderId, typed = fields().filter(field => field.form !== sent && field.value !== field.defaultValue);
    if (id && typed.length) drafts.set(id, new Map(typed.map(field => [placeOf(field), field.value])));
  };
  const takeDraft = () => {
    const typed = drafts.get(panel.dataset.orderId); if (!typed) return;
    drafts.delete(panel.dataset.orderId);
    for (const field of fields()) {
      const text = typed.get(placeOf(field)); if (text === undefined) continue;
      field.value = text; field.closest('details')?.setAttribute('open', ''); field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  };
  const unsent = (kind, retry) => { dispatchEvent(new CustomEvent('desk:unsent', { detail: { kind, retry } })); return false; };

  const takeToasts = piece => {
    const toasts = $('[data-new-toasts]', piece);
    for (const toast of [...toasts.children]) { toast.dataset.ofPanel = ''; $('#toasts').append(toast); toast.dispatchEvent(new Event('desk:toasted', { bubbles: true })); }
    toasts.remove();
  };

  /* What came back, put in place; false = it was no order. */
  const put = async (answer, retry, failed, sent) => {
    if (answer.status === 401) return unsent('out', retry);
    if (answer.headers.get('X-Desk-Trouble') === 'token') return unsent('token', retry);
    if (answer.headers.get('HX-Redirect')) return location.assign(answer.headers.get('HX-Redirect'));
    if (!answer.headers.get('X-Desk-Panel')) return unsent(failed, retry);
    const at = panel.contains(document.activeElement);
    const html = await answer.text(), piece = document.createElement('template');
    piece.innerHTML = html;
    const id = $('[data-order]', piece.content).dataset.order;
    if (sent && id !== shown && answer.ok) { takeToasts(document.importNode(piece.content, true)); return true; }
    if (sent && id !== shown) { shown = id; panel.hidden = false; mark(id); history.replaceState({ panel: id }, '', addressOf(id)); }
    keepDraft(sent);
    panel.innerHTML = html;
    panel.dataset.orderId = id;
    takeDraft();
    htmx.process(panel);
    if (!page) document.title = `${$('[data-title]', panel).dataset.title} · Shipby`;
    takeToasts(panel);
    const wrong = $('[aria-invalid]', panel);
    if (wrong) wrong.focus(); else if (at) (page ? $('#main') : panel).focus({ preventScroll: true });
    (wrong ?? $('[role=alert]', panel))?.scrollIntoView({ block: 'nearest' });
    return true;
  };
  const ask = async (address, init, retry, sent) => {
    /* A newer look ends an older one; what was sent is never called back. */
    const isSent = init.method === 'POST', mine = new AbortController();
    if (!isSent) { asked?.abort(); asked = mine; }
    panel.setAttribute('aria-busy', 'true');
    try { return await put(await fetch(address, { cache: 'no-store', ...init, headers: HERE, signal: mine.signal }), retry, isSent ? 'failed' : 'unloaded', sent); }
    catch { if (!mine.signal.aborted) unsent(isSent ? 'lost' : 'unloaded', retry); return false; }
    finally { if (isSent || asked === mine) panel.removeAttribute('aria-busy'); }
  };

  const open = async (href, { isNew = true, focuses = true } = {}) => {
    const id = idOf(href);
    mark(id);
    if (id === shown && !panel.hidden) return;
    await left;
    const wasHidden = panel.hidden;
    shown = id; panel.hidden = false;
    if (isNew) { history[wasHidden ? 'pushState' : 'replaceState']({ panel: id }, '', addressOf(id)); if (wasHidden) isPushed = true; }
    if (!await ask(href, {}, () => { shown = ''; open(href, { isNew: false }); })) return;
    panel.scrollTop = 0;
    if (focuses) panel.focus({ preventScroll: true });
  };
  const close = ({ isBack = false } = {}) => {
    if (panel.hidden) return;
    asked?.abort(); clearTimeout(timer); keepDraft();
    const id = shown; shown = ''; panel.hidden = true; panel.replaceChildren(); delete panel.dataset.orderId; document.title = title;
    $$('tr.row.open').forEach(row => { row.classList.remove('open'); linkOf(row)?.removeAttribute('aria-current'); });
    (linkOf(rowOf(id)) ?? linkOf($('tr.row.cur')) ?? $('#main')).focus({ preventScroll: true });
    if (!isBack) { if (isPushed) left = new Promise(done => { addEventListener('popstate', () => { left = null; done(); }, { once: true }); history.back(); }); else history.replaceState(null, '', addressOf('')); }
    isPushed = false;
  };

  addEventListener('click', e => {
    if (e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    const link = e.target.closest('a[href]'); if (!link) return;
    if (link.matches('[data-closes-panel]')) { e.preventDefault(); return close(); }
    if (link.matches('[data-panel] [data-reloads]')) { e.preventDefault(); return ask(link.href, {}, () => link.click()); }
    if (page || !wide.matches || !link.matches('tr.row a.oid, [data-panel] .crumb [rel]')) return;
    e.preventDefault(); open(link.href);
  });
  /* J and K move the current row and put the focus on its link; the order follows once the key was no part of a scan. */
  addEventListener('focusin', e => {
    const row = e.target.closest?.('tr.row.cur'); if (panel.hidden || !row || e.target !== linkOf(row)) return;
    clearTimeout(timer);
    timer = setTimeout(() => { const now = linkOf($('tr.row.cur')); if (now && !panel.hidden) open(now.href, { focuses: false }); }, SETTLED);
  });
  /* Before forms.js, which would leave the page. */
  addEventListener('submit', async e => {
    const form = e.target, by = e.submitter;
    const isOurs = panel.contains(form) || (!panel.hidden && form.closest('[data-of-panel]'));
    if (e.defaultPrevented || !isOurs || form.method !== 'post' || form.hasAttribute('hx-post')) return;
    e.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    const send = () => {
      const body = new URLSearchParams(new FormData(form, by));
      /* It arrives even if the page is left at once; browsers carry 64 KB so far. */
      return ask(by?.getAttribute('formaction') ?? form.getAttribute('action'), { method: 'POST', body, keepalive: String(body).length < 60000 }, send, form);
    };
    if (await send()) document.body.dispatchEvent(new CustomEvent('desk:tick', { bubbles: true }));
    form.closest('[data-of-panel]')?.remove();
    busy.delete(form);
  }, true);
  if (page) return;

  addEventListener('popstate', () => {
    if (left) return;
    const id = new URL(location.href).searchParams.get('open');
    if (!id) close({ isBack: true }); else start(id);
  });
  const start = id => {
    const href = linkOf(rowOf(id))?.href ?? `/orders/${encodeURIComponent(id)}/`;
    if (wide.matches) open(href, { isNew: false }); else location.replace(href);
  };
  const first = new URL(location.href).searchParams.get('open');
  if (first) start(first);
})();

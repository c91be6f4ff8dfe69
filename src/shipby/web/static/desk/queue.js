/* queue.js: the list of orders: selection beyond the page, rows that change in their place, groups that fold. */
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const table = $('table.queue'); if (!table) return;

  /* "All that match" is offered once the whole page is selected. */
  const whole = $('[data-whole]'), all = $('[data-select-all]');
  const offer = () => { if (whole) { whole.hidden = !all?.checked; if (whole.hidden) $('input', whole).checked = false; } };
  document.addEventListener('change', () => queueMicrotask(offer));
  addEventListener('click', () => queueMicrotask(offer));

  /* A selection outlives a reload of the same list in the same tab; order numbers only. */
  const place = 'selection:' + location.pathname + new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => name !== 'open'));
  const boxes = () => $$('tr.row input[name=order]', table);
  try {
    const kept = new Set(JSON.parse(sessionStorage.getItem(place) ?? '[]'));
    boxes().forEach(box => { if (kept.has(box.value)) box.checked = true; });
    addEventListener('pagehide', () => sessionStorage.setItem(place, JSON.stringify(boxes().filter(box => box.checked).map(box => box.value))));
    if (kept.size) dispatchEvent(new Event('pageshow'));
  } catch { /* no storage: then a reload forgets */ }

  addEventListener('click', e => {
    const fold = e.target.closest('[data-folds]'); if (!fold) return;
    const isOpen = fold.getAttribute('aria-expanded') !== 'true';
    fold.setAttribute('aria-expanded', String(isOpen));
    $$('tr.row', fold.closest('tbody')).forEach(row => { row.hidden = !isOpen; });
  });

  /* Every tick: rows that changed are written anew where they stand, rows that left the list fade; nothing moves. */
  const tick = async () => {
    if (!table.dataset.rows) return;
    const to = new URL(table.dataset.rows, location.href);
    $$('tbody:not([data-further]) tr.row', table).slice(0, 100).forEach(row => to.searchParams.append('row', `${row.dataset.orderId}:${row.dataset.version}`));
    const answer = await fetch(to, { headers: { 'X-Desk': '1' }, cache: 'no-store' }).catch(() => null);
    if (answer?.status !== 200) return;
    const { rows, gone } = await answer.json(), holder = document.createElement('template');
    for (const [id, html] of Object.entries(rows)) {
      const old = $(`tr.row[data-order-id="${CSS.escape(id)}"]`, table); if (!old) continue;
      holder.innerHTML = html;
      const fresh = holder.content.querySelector('tr'), hadFocus = old.contains(document.activeElement) && document.activeElement.matches('a') ;
      const box = $('input[name=order]', fresh); if (box) box.checked = $('input[name=order]', old)?.checked ?? false;
      for (const name of ['cur', 'open']) fresh.classList.toggle(name, old.classList.contains(name));
      fresh.hidden = old.hidden;
      old.replaceWith(fresh);
      if (hadFocus) $('a', fresh)?.focus({ preventScroll: true });
    }
    const left = new Set(gone);
    $$('tr.row', table).forEach(row => row.classList.toggle('gone', left.has(row.dataset.orderId)));
  };
  addEventListener('desk:tick', tick);
})();

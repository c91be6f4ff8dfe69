/* desk.js: keyboard, scanner, selection, theme, dialogs, toasts, completion. No framework, no eval, no inline styles. Pages work without it. */
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const root = document.documentElement, hasSingleKeys = root.dataset.singleKeys !== 'off';
  const isTyping = e => e.target.closest?.('input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]');
  const isShown = el => !!el && (el.offsetParent !== null || el.getClientRects().length > 0);
  const goTo = href => { location.href = href; };

  /* 1. Keys. A barcode scanner is a keyboard that types fast and ends with Enter or Tab. Keys are kept for GAP ms, so a scan
     can neither fire a single-key shortcut nor press the focused button (ui 11). The event's own time counts. What only shows
     something answers at once, and is taken back if the key turns out to be the first of a scan. */
  const GAP = 90, MIN = 3, SEQUENCE = 1200;
  let buffer = '', last = 0, timer = 0, goes = 0, takeBack = null;
  const flush = at => {
    const typed = buffer; buffer = '';
    if (!hasSingleKeys || $('dialog[open]')) return;
    if (typed.length === 2 && typed[0].toLowerCase() === 'g') return go(typed[1]);
    if (typed.length === 2) return [...typed].forEach(key => press(key, at));
    if (typed.length !== 1) return;
    if (goes && at - goes < SEQUENCE) { goes = 0; return go(typed); }
    goes = 0;
    press(typed, at);
  };
  addEventListener('keydown', e => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') { e.preventDefault(); return openCommands(); }
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (e.repeat) { if (!isTyping(e) && e.key.length === 1 && 'jk'.includes(meant(e.key).toLowerCase() || '-')) press(e.key, e.timeStamp); return; }
    const now = e.timeStamp, isBurst = buffer && now - last < GAP;
    const wasTakenBack = isBurst && takeBack;
    if (wasTakenBack) { takeBack(); takeBack = null; }
    if (isTyping(e) && !wasTakenBack) { if (e.key === 'Escape' && !e.target.closest('dialog')) e.target.blur(); return; }
    if ((e.key === 'Enter' || e.key === 'Tab') && buffer.length >= MIN && isBurst) {
      e.preventDefault(); e.stopPropagation(); clearTimeout(timer);
      const code = buffer; buffer = '';
      if (dispatchEvent(new CustomEvent('desk:scan', { detail: { code }, cancelable: true }))) goTo('/orders/?q=' + encodeURIComponent(code));
      return;
    }
    if (e.key === 'Escape') { if (!$('dialog[open],[popover]:popover-open')) back(); return; }
    if (e.key.length !== 1 || (e.key === ' ' && !isBurst)) return;
    if (!isBurst) { buffer = ''; takeBack = null; }
    buffer += e.key; last = now;
    if (hasSingleKeys) e.preventDefault();
    clearTimeout(timer);
    if (buffer.length === 1 && hasSingleKeys && !(goes && now - goes < SEQUENCE) && !$('dialog[open]')) {
      if (e.key === '/' || e.key === '?') { buffer = ''; return press(e.key, now); }
      takeBack = atOnce(e.key);
    }
    if (!takeBack) timer = setTimeout(() => flush(now), GAP);
  }, true);
  /* What takes the answer to a key back; null = not a key that answers at once. */
  const atOnce = typed => {
    const key = meant(typed).toLowerCase(), row = current(), boxes = () => new Map($$('tr.row').map(r => [r, box(r)?.checked]));
    if (!key) return null;
    if ('jk'.includes(key) && rows().length) { const had = document.activeElement; press(typed, 0); return () => { current()?.classList.remove('cur'); row?.classList.add('cur'); had?.focus({ preventScroll: true }); }; }
    if (key === 'x' && row) { const had = boxes(); press(typed, 0); return () => { had.forEach((on, r) => { const b = box(r); if (b) b.checked = on; }); count(); }; }
    const opener = $$(`[data-opens][data-key="${CSS.escape(key)}"]`).find(isShown);
    if (opener) { opener.click(); return () => document.getElementById(opener.dataset.opens)?.close(); }
    return null;
  };

  /* A person's own keys: what a key means, '' = nothing any more. */
  const own = JSON.parse(root.dataset.ownKeys ?? '{}'), byKey = Object.fromEntries(Object.entries(own).map(([shortcut, key]) => [key, shortcut]));
  const meant = typed => { const key = typed.toLowerCase(), is = byKey[key] ?? (key in own ? '' : key); return typed === key ? is : is.toUpperCase(); };
  const go = key => { const link = $(`.side [data-goes="${CSS.escape(key.toLowerCase())}"]`); if (link) goTo(link.href); };
  const back = () => ($('[data-panel]:not([hidden]) [data-back]') ?? $('[data-back]'))?.click();
  const press = (pressed, at) => {
    const typed = meant(pressed), key = typed.toLowerCase();
    if (!key) return;
    if (key === 'g') { goes = at; return; }
    if (key === '/') { $('#q')?.focus(); $('#q')?.select(); return; }
    if (key === '?') return openDialog('shortcuts');
    if (key === 'z') return $('[data-undo]')?.click();
    if (typed === 'X') return selectUpTo(current());
    if (key === 'x') return toggle(current());
    const named = `[data-key="${CSS.escape(key)}"]`, bound = () => [...$$(`[data-panel] ${named}`), ...$$(named)].find(isShown);
    let found = bound();
    if (!found && current() && $(`.bulk [data-key="${CSS.escape(key)}"]`)) { toggle(current(), true); found = bound(); }
    if (found) { if (found.matches('input,textarea,select')) found.focus(); else found.click(); return; }
    if (key === 'j') move(1); else if (key === 'k') move(-1); else if (key === 'o') $('a', current())?.click();
  };

  /* 2. Lists: one current row, selection with ranges, a bar that counts */
  const rows = () => $$('tr.row').filter(isShown);
  const current = () => $('tr.row.cur');
  const move = by => {
    const all = rows(); if (!all.length) return;
    const at = all.indexOf(current()), next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    current()?.classList.remove('cur'); next.classList.add('cur');
    next.scrollIntoView({ block: 'nearest' }); $('a', next)?.focus({ preventScroll: true });
  };
  const box = row => row && $('input[type=checkbox]', row);
  let anchor = null;
  const toggle = (row, on) => { const b = box(row); if (!b) return; b.checked = on ?? !b.checked; anchor = row; count(); };
  const selectUpTo = row => {
    if (!row) return;
    const all = rows(), a = Math.max(0, all.indexOf(anchor)), b = all.indexOf(row);
    for (const r of all.slice(Math.min(a, b), Math.max(a, b) + 1)) { const c = box(r); if (c) c.checked = true; }
    count();
  };
  const say = (el, n) => { el.textContent = (n === 1 ? el.dataset.one : el.dataset.many).replace('{n}', n); };
  const count = () => {
    const chosen = $$('tr.row').filter(r => box(r)?.checked), label = $('[data-selected]'), blocked = $('[data-blocked-count]');
    if (blocked) { const n = chosen.filter(r => 'blocked' in r.dataset).length; say($('span', blocked), n); blocked.hidden = !n; }
    const all = $('[data-select-all]');
    if (all) { all.checked = chosen.length > 0 && chosen.length === $$('tr.row').length; all.indeterminate = chosen.length > 0 && !all.checked; }
    const whole = $('[data-whole]'); if (whole && !all?.checked) { const field = $('input', whole); if (field) field.checked = false; }
    if (label) say(label, $('[data-whole] input')?.checked ? Number(label.dataset.wholeTotal) : chosen.length);
  };
  addEventListener('click', e => {
    const b = e.target.closest('tr.row input[type=checkbox]'); if (!b) return;
    const row = b.closest('tr.row');
    if (e.shiftKey && anchor) selectUpTo(row); else anchor = row;
  });
  addEventListener('change', e => {
    if (e.target.matches('[data-select-all]')) $$('tr.row').forEach(r => { const b = box(r); if (b) b.checked = e.target.checked; });
    if (e.target.matches('tr.row input[type=checkbox],[data-select-all],[data-whole] input')) count();
    if (e.target.matches('[data-submits]')) e.target.form.requestSubmit();
  });
  addEventListener('click', e => {
    const ready = e.target.closest('[data-select-ready]');
    if (ready) { e.preventDefault(); $$('tr.row', ready.closest('tbody')).forEach(r => { const b = box(r); if (b) b.checked = 'ready' in r.dataset; }); count(); }
    if (e.target.closest('[data-clear-selection]')) { $$('tr.row input:checked').forEach(b => { b.checked = false; }); count(); }
  });
  addEventListener('pageshow', count);
  document.addEventListener('htmx:after:swap', count);
  count();

  /* 3. Dialogs, command menu */
  const openDialog = id => { const d = document.getElementById(id); if (d && !d.open) { $('dialog[open]')?.close(); d.showModal(); } };
  const text = $('#commands-text'), options = () => $$('#commands-list li').filter(li => !li.hidden);
  const openCommands = () => { openDialog('commands'); if (text) { text.value = ''; forget(); narrow(); text.focus(); } };
  const chosenOf = all => all.findIndex(li => li.firstElementChild.getAttribute('aria-selected') === 'true');
  const choose = li => {
    $$('#commands-list li').forEach((o, number) => { const one = o.firstElementChild; one.id = 'command-' + number; one.setAttribute('aria-selected', String(o === li)); });
    if (li) { li.scrollIntoView({ block: 'nearest' }); text.setAttribute('aria-activedescendant', li.firstElementChild.id); }
  };
  const narrow = () => {
    const wanted = text.value.trim().toLowerCase();
    for (const li of $$('#commands-list li:not([data-found])')) {
      if ('searchOrders' in li.dataset) {
        li.hidden = !wanted; $('b', li).textContent = text.value.trim();
        $('a', li).href = $('a', li).dataset.href + encodeURIComponent(text.value.trim());
      } else li.hidden = !!wanted && !li.textContent.toLowerCase().includes(wanted);
    }
    choose(options()[0]);
  };
  let lookUp = 0, looked = null;
  const forget = () => { looked?.abort(); clearTimeout(lookUp); $$('#commands-list [data-found]').forEach(li => li.remove()); };
  const find = () => {
    clearTimeout(lookUp); if (!text.value.trim()) return forget();
    lookUp = setTimeout(async () => {
      looked?.abort(); const mine = looked = new AbortController();
      const answer = await fetch('/commands/?q=' + encodeURIComponent(text.value.trim()), { headers: { 'X-Desk': '1' }, signal: mine.signal }).catch(() => null);
      if (mine.signal.aborted || answer?.status !== 200) return;
      const html = await answer.text(), chosen = options()[chosenOf(options())];
      $$('#commands-list [data-found]').forEach(li => li.remove());
      $('[data-search-orders]').insertAdjacentHTML('beforebegin', html);
      const firstFound = $('#commands-list [data-found]');
      choose(chosen?.isConnected && !('searchOrders' in chosen.dataset) ? chosen : firstFound ?? options()[0]);
    }, 120);
  };
  text?.addEventListener('input', () => { narrow(); find(); });
  text?.addEventListener('keydown', e => {
    const all = options(), at = chosenOf(all);
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); choose(all[(at + (e.key === 'ArrowDown' ? 1 : all.length - 1)) % all.length]); }
    if (e.key === 'Enter') { e.preventDefault(); $('a,button', all[at])?.click(); }
  });
  addEventListener('click', e => {
    const opener = e.target.closest('[data-opens]'); if (opener) { e.preventDefault(); openDialog(opener.dataset.opens); $('[data-first]', document.getElementById(opener.dataset.opens))?.focus(); }
    if (e.target.matches('dialog')) e.target.close();
    if (e.target.closest('[data-closes]')) e.target.closest('dialog')?.close();
  });

  /* 4. Theme: the system's until chosen; a cookie, so that the server draws the page in it */
  addEventListener('click', e => {
    if (!e.target.closest('[data-theme-toggle]')) return;
    const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax` + (location.protocol === 'https:' ? ';secure' : '');
    $('dialog[open]')?.close();
  });

  /* 5. Toasts stay ten seconds; the form in them works as long as they are there */
  const fade = toast => setTimeout(() => { if (!toast.matches(':hover,:focus-within')) toast.remove(); else fade(toast); }, 10000);
  $$('[data-toast]').forEach(fade);
  addEventListener('desk:toasted', e => fade(e.target));
  addEventListener('click', e => { e.target.closest('[data-close-toast]')?.closest('[data-toast]').remove(); });

  /* 5b. Carriers offered for a tracking number */
  const setCarrier = (form, code) => { const field = $('[data-carrier]', form); if (field) { field.value = code; field.dispatchEvent(new Event('input', { bubbles: true })); } };
  addEventListener('click', e => { const offer = e.target.closest('[data-fills-carrier]'); if (offer) setCarrier(offer.form, offer.dataset.fillsCarrier); });
  document.addEventListener('htmx:after:swap', () => $$('.look [data-certain]').forEach(offer => { if (!$('[data-carrier]', offer.form)?.value) setCarrier(offer.form, offer.dataset.fillsCarrier); }));
  const showOther = field => $('.other', field.form)?.classList.toggle('on', field.value.trim().toLowerCase() === 'other');
  addEventListener('input', e => { if (e.target.matches('[data-carrier]')) showOther(e.target); });
  $$('[data-carrier]').forEach(showOther);

  /* 6. Copy, drop zones, print */
  addEventListener('click', async e => {
    const button = e.target.closest('[data-copies]'); if (!button) return;
    try { await navigator.clipboard.writeText(button.dataset.copies); button.dataset.done = ''; button.setAttribute('aria-label', button.dataset.copied); setTimeout(() => { delete button.dataset.done; }, 1500); } catch { getSelection().selectAllChildren(button.parentElement); }
  });
  for (const kind of ['dragover', 'dragleave', 'drop']) addEventListener(kind, e => {
    const zone = e.target.closest?.('.drop'); if (!zone) return;
    if (kind !== 'dragleave') e.preventDefault();
    zone.classList.toggle('over', kind === 'dragover');
    if (kind === 'drop') { const input = $('input[type=file]', zone); input.files = e.dataTransfer.files; input.dispatchEvent(new Event('change', { bubbles: true })); }
  });

  /* 6b. Of tabs that scroll, the current one is shown */
  $$('.tabs [aria-current]').forEach(tab => { const row = tab.parentElement, over = row.scrollWidth > row.clientWidth; if (over) tab.scrollIntoView({ block: 'nearest', inline: 'center' }); });

  /* 7. Live pages: one tick every 15 s while somebody looks */
  setInterval(() => { if (!document.hidden) document.body.dispatchEvent(new CustomEvent('desk:tick', { bubbles: true })); }, 15000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) document.body.dispatchEvent(new CustomEvent('desk:tick', { bubbles: true })); });
})();

/* 8. Completion in the search box. Offers come from the desk; nothing is kept. */
(() => {
  const box = document.querySelector('#q'), list = document.querySelector('#q-list'); if (!box || !list) return;
  let timer = 0, asked = null, at = -1;
  const options = () => [...list.querySelectorAll('[role=option]')];
  const close = () => { asked?.abort(); clearTimeout(timer); list.hidden = true; list.replaceChildren(); at = -1; box.setAttribute('aria-expanded', 'false'); box.removeAttribute('aria-activedescendant'); };
  const choose = to => {
    const all = options(); if (!all.length) return;
    at = (to + all.length) % all.length;
    all.forEach((option, number) => option.setAttribute('aria-selected', String(number === at)));
    box.setAttribute('aria-activedescendant', all[at].id); all[at].scrollIntoView({ block: 'nearest' });
  };
  const take = option => {
    const { start, end } = list.firstElementChild.dataset, gap = 'whole' in option.dataset ? ' ' : '';
    const rest = box.value.slice(end).replace(/^ +/, '');
    box.value = box.value.slice(0, start) + option.dataset.text + gap + rest;
    const cursor = Number(start) + option.dataset.text.length + gap.length;
    box.setSelectionRange(cursor, cursor); close();
    if (!gap) ask();
  };
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      asked?.abort(); const mine = asked = new AbortController();
      const to = new URL('/orders/completion/', location.href);
      to.searchParams.set('q', box.value); to.searchParams.set('at', String(box.selectionStart ?? box.value.length));
      const answer = await fetch(to, { headers: { 'X-Desk': '1' }, signal: mine.signal }).catch(() => null);
      if (mine.signal.aborted || document.activeElement !== box) return;
      if (answer?.status !== 200) return close();
      list.innerHTML = await answer.text(); list.hidden = false; at = -1; box.setAttribute('aria-expanded', 'true');
    }, 120);
  };
  box.addEventListener('input', () => { if (box.value.trim()) ask(); else close(); });
  box.addEventListener('keydown', e => {
    if (list.hidden) { if (e.key === 'ArrowDown') { e.preventDefault(); ask(); } return; }
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); choose(at + (e.key === 'ArrowDown' ? 1 : -1)); }
    else if ((e.key === 'Enter' || e.key === 'Tab') && at >= 0) { e.preventDefault(); take(options()[at]); }
    else if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); close(); }
  });
  list.addEventListener('pointerdown', e => { const option = e.target.closest('[role=option]'); if (option) { e.preventDefault(); take(option); box.focus(); } });
  box.addEventListener('blur', close);
})();

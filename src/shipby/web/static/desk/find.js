/* find.js: completion in the search box. Offers come from the desk; nothing is kept. */
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

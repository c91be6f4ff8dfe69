/* documents.js: the preview follows the fields. The desk draws the PDF and sends a picture of it; nothing is saved. */
(() => {
  const form = document.querySelector('#template'), sheet = document.querySelector('[data-preview]'), said = document.querySelector('#preview-said');
  if (!form || !sheet || !said) return;
  let timer = 0, asked = null;
  const tell = text => { said.textContent = text; said.hidden = !text; };
  const draw = async () => {
    asked?.abort(); const mine = asked = new AbortController();
    sheet.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(sheet.dataset.preview, { method: 'POST', body: new FormData(form), headers: { 'X-Desk': '1' }, signal: mine.signal });
      if (answer.status === 401) return dispatchEvent(new CustomEvent('desk:unsent', { detail: { kind: 'out', retry: draw } }));
      if (answer.headers.get('X-Desk-Trouble') === 'token') return dispatchEvent(new CustomEvent('desk:unsent', { detail: { kind: 'token', retry: draw } }));
      if (answer.status === 422) return tell(await answer.text());
      if (!answer.ok) return tell(sheet.dataset.failed);
      const picture = await createImageBitmap(await answer.blob());
      if (mine.signal.aborted) return;
      const canvas = document.createElement('canvas');
      canvas.width = picture.width; canvas.height = picture.height;
      canvas.setAttribute('role', 'img'); canvas.setAttribute('aria-label', sheet.dataset.alt);
      canvas.getContext('2d').drawImage(picture, 0, 0);
      sheet.replaceChildren(canvas); tell('');
    } catch { if (!mine.signal.aborted) tell(sheet.dataset.failed); }
    finally { if (asked === mine) sheet.removeAttribute('aria-busy'); }
  };
  const soon = wait => { clearTimeout(timer); timer = setTimeout(draw, wait); };
  form.addEventListener('input', () => soon(350));
  document.addEventListener('change', e => { if (e.target.form === form) soon(60); });
  if ('typed' in form.dataset) draw();
})();

/* picking.js: scanning a SKU, an ASIN or a bin goes to its line; the next Enter ticks it. */
(() => {
  addEventListener('desk:scan', e => {
    const code = e.detail.code.trim().toLowerCase();
    const lines = [...document.querySelectorAll('[data-codes]')].filter(line => line.dataset.codes.toLowerCase().split('\n').includes(code));
    const line = lines.find(one => one.querySelector('[data-tick]')) ?? lines[0];
    if (!line) return;
    e.preventDefault();
    document.querySelector('.pick-line.found')?.classList.remove('found');
    line.classList.add('found');
    line.scrollIntoView({ block: 'center' });
    line.querySelector('[data-tick], button')?.focus({ preventScroll: true });
  });
})();

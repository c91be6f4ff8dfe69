/* products.js: a column out of a sheet, pasted into the field of one bin, fills the fields below it. */
(() => {
  document.addEventListener('paste', e => {
    const field = e.target.closest?.('[data-bin]'), text = e.clipboardData?.getData('text/plain') ?? '';
    const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
    if (!field || lines.length < 2) return;
    e.preventDefault();
    const fields = [...document.querySelectorAll('[data-bin]')], from = fields.indexOf(field);
    lines.slice(0, fields.length - from).forEach((line, place) => { fields[from + place].value = line.split('\t')[0].trim(); });
    fields[Math.min(from + lines.length, fields.length) - 1].focus();
  });
})();

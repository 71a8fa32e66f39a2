(() => {
  const body = table => table.tBodies[0];
  const value = (row, i) => {
    const cell = row.cells[i];
    return cell.dataset.v ?? cell.textContent.trim();
  };
  for (const head of document.querySelectorAll('th[data-sort]')) {
    const table = head.closest('table');
    const column = head.cellIndex;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const number = head.dataset.sort === 'number';
      const rows = [...body(table).rows];
      rows.sort((a, b) => {
        const x = value(a, column), y = value(b, column);
        if (x === '' || y === '') return x === y ? 0 : x === '' ? 1 : -1;
        const order = number ? x - y : x.localeCompare(y, 'th');
        return up ? order : -order;
      });
      body(table).append(...rows);
    });
  }
  const form = document.querySelector('form.filter');
  if (!form) return;
  const rows = [...document.querySelectorAll('tr[data-unit]')];
  const status = form.querySelector('output');
  const total = new Set(rows.map(row => row.dataset.unit)).size;
  const apply = () => {
    const text = form.text.value.trim().toLowerCase();
    const shown = new Set();
    for (const row of rows) {
      const fits = (!text || row.dataset.unit.toLowerCase().includes(text))
        && (!form.group.value || row.dataset.group === form.group.value)
        && (!form.state.value || row.dataset.state === form.state.value);
      row.hidden = !fits;
      if (fits) shown.add(row.dataset.unit);
    }
    status.textContent = `แสดง ${shown.size} จาก ${total} หน่วยงาน`;
  };
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', event => event.preventDefault());
  apply();
})();

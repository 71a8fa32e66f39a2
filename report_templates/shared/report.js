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
  const copied = document.getElementById('copied');
  const select = node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
    const word = button.textContent;
    button.addEventListener('click', async () => {
      const node = document.getElementById(button.dataset.copy);
      let done = true;
      try {
        await navigator.clipboard.writeText(node.textContent.replaceAll('\u00a0', ' '));
      } catch {
        // A page that may not write to the clipboard selects the text and lets the browser copy it.
        select(node);
        done = document.execCommand('copy');
      }
      button.textContent = done ? 'คัดลอกแล้ว' : 'กด Ctrl+C';
      copied.textContent = done ? 'คัดลอกแล้ว' : 'เลือกข้อความแล้ว กด Ctrl+C เพื่อคัดลอก';
      setTimeout(() => { button.textContent = word; copied.textContent = ''; }, 2500);
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
    status.textContent = `แสดง ${shown.size} จาก ${total} ${form.dataset.counted ?? 'หน่วยงาน'}`;
  };
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', event => event.preventDefault());
  apply();
})();

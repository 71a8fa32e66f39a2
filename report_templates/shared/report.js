(() => {
  const body = table => table.tBodies[0];
  // What a cell is sorted by: its own raw value, or the text that people read; null stands for a blank.
  const raw = cell => cell.dataset.v ?? cell.textContent.trim();
  const word = cell => (/^[–-]?$/.test(raw(cell)) ? null : raw(cell));
  const figure = cell => {
    const plain = raw(cell).replace(/[๐-๙]/g, digit => digit.charCodeAt(0) - 0xe50)
      .replaceAll(',', '').replaceAll('\u2212', '-');
    const found = plain.match(/-?\d+(\.\d+)?(e-?\d+)?/);
    return found && Number(found[0]);
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
      const rows = [...body(table).rows].map(row => [(number ? figure : word)(row.cells[column]), row]);
      rows.sort(([x], [y]) => {
        if (x === null || y === null) return (x === null) - (y === null);
        const order = number ? x - y : x.localeCompare(y, 'th');
        return up ? order : -order;
      });
      body(table).append(...rows.map(([, row]) => row));
    });
  }
  // Each table is called by its caption, or by the heading it stands under.
  let heading = null;
  for (const node of document.querySelectorAll('h1, h2, h3, table')) {
    if (node.tagName !== 'TABLE') heading = node;
    else if (!node.caption && heading) {
      heading.id ||= `heading-${document.querySelectorAll('[id^=heading-]').length + 1}`;
      node.setAttribute('aria-labelledby', heading.id);
    }
  }
  // What is wider than the page scrolls, by the keyboard too; what fits is no stop for the keyboard.
  const reach = box => {
    const wide = box.scrollWidth > box.clientWidth;
    if (wide === box.hasAttribute('tabindex')) return;
    if (!wide) {
      for (const name of ['tabindex', 'role', 'aria-label']) box.removeAttribute(name);
      return;
    }
    const table = box.querySelector('table');
    const named = table?.caption ?? document.getElementById(table?.getAttribute('aria-labelledby'));
    const name = (named ?? box.closest('section')?.querySelector('h2, h3'))?.textContent.replaceAll('\u2060', '').trim() ?? '';
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', `${name} (เลื่อนซ้ายขวาได้)`);
  };
  const sizes = new ResizeObserver(entries => {
    for (const entry of entries) reach(entry.target.closest('.scroll'));
  });
  for (const box of document.querySelectorAll('.scroll:not([tabindex])')) {
    sizes.observe(box);
    for (const inside of box.children) sizes.observe(inside);
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
    const usual = button.textContent;
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
      setTimeout(() => { button.textContent = usual; copied.textContent = ''; }, 2500);
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

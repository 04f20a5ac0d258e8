import Charts

/// How a page looks: system fonts, one column of parts, charts side by side where there is room, and A4 in print.
let profileStyle = Markup.style(
  """
  :root { color-scheme: light; }
  * { box-sizing: border-box; }
  body { margin: 0 auto; max-width: 76rem; padding: 0 12px 2rem; background: #ffffff; color: #212b32;
    font: 1rem/1.5 Arial, "Liberation Sans", Helvetica, sans-serif; }
  .skip { position: absolute; left: -999px; }
  .skip:focus { position: static; display: inline-block; padding: .5rem; }
  a { color: #004a93; }
  a:focus, summary:focus { outline: 3px solid #212b32; outline-offset: 2px; }
  header { border-bottom: 4px solid #005eb8; padding: 1rem 0 .75rem; }
  h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
  header p { margin: 0 0 .5rem; }
  nav ul { display: flex; flex-wrap: wrap; gap: .15rem 1rem; list-style: none; margin: 0; padding: 0; }
  nav a { display: inline-block; padding: .2rem 0; }
  h2 { font-size: 1.3rem; margin: 2.25rem 0 .25rem; padding-top: .5rem; border-top: 1px solid #aeb7bd; }
  h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
  .lead { margin: .25rem 0 .75rem; max-width: 46rem; }
  .note { margin: .35rem 0 0; font-size: .875rem; }
  .nothing { background: #f0f4f5; padding: .6rem .8rem; border-left: 4px solid #768692; }
  ul.nothing { padding-left: 1.8rem; font-size: .9rem; }
  .glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .5rem; list-style: none;
    margin: 1rem 0 0; padding: 0; }
  .glance li { background: #f0f4f5; border-left: 4px solid #005eb8; padding: .5rem .7rem; }
  .glance strong { display: block; font-size: 1.45rem; line-height: 1.2; }
  .glance span { font-size: .875rem; line-height: 1.3; display: block; }
  .charts { columns: 3 20.5rem; column-gap: 2rem; }
  figure { margin: 0 0 1.5rem; min-width: 0; break-inside: avoid; }
  figcaption { font-weight: bold; line-height: 1.3; margin-bottom: .4rem; }
  figure > svg { display: block; width: 100%; height: auto; }
  details { margin-top: .4rem; }
  summary { cursor: pointer; font-size: .875rem; color: #004a93; padding: .25rem 0; }
  table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.35; }
  caption { text-align: left; font-weight: bold; padding: .35rem 0; }
  th, td { text-align: left; vertical-align: middle; padding: .3rem .5rem .3rem 0; border-bottom: 1px solid #d8dde0; }
  thead th { vertical-align: bottom; border-bottom: 2px solid #768692; }
  tbody th { font-weight: normal; }
  td.number { font-variant-numeric: tabular-nums; }
  td.words, th { overflow-wrap: break-word; }
  figure td.number, .lists td.number { white-space: nowrap; }
  figure tbody th { min-width: 3.2rem; }
  .spine svg { vertical-align: middle; }
  .spine td svg[role="img"] { width: 16rem; height: auto; max-width: 100%; }
  .spine thead th:nth-child(4) { width: 17rem; }
  .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; margin: 0 0 .5rem; padding: 0;
    font-size: .875rem; }
  .legend svg { vertical-align: -3px; }
  .sources { font-size: .875rem; padding-left: 1.2rem; }
  .sources li { margin-bottom: .3rem; overflow-wrap: anywhere; }
  footer { margin-top: 2rem; border-top: 1px solid #aeb7bd; font-size: .875rem; }
  @media screen and (max-width: 46rem) {
    table, thead, tbody, tr, th, td, caption { display: block; }
    thead { position: absolute; left: -999px; }
    tbody tr { border-bottom: 2px solid #aeb7bd; padding: .4rem 0; }
    tbody th, td { border: 0; padding: .15rem 0; }
    tbody th { font-weight: bold; }
    td { display: grid; grid-template-columns: 9.5rem 1fr; gap: .5rem; align-items: center; }
    td::before { content: attr(data-name); color: #4c5a63; }
    .spine td:has(svg[role="img"]) { grid-template-columns: 1fr; gap: 0; }
    .spine td svg[role="img"] { width: 100%; max-width: 20rem; }
  }
  @page { size: A4; margin: 13mm 12mm; }
  @media print {
    :root { font-size: 9.5pt; }
    body { max-width: none; padding: 0; }
    nav, .skip { display: none; }
    h2 { break-after: avoid; margin-top: 1.2rem; }
    #need, #measures, #lists { break-before: page; }
    h3, figcaption, caption, summary { break-after: avoid; }
    .lead { break-after: avoid; }
    .charts { columns: auto; display: grid; grid-template-columns: 1fr 1fr; gap: .6rem 1.2rem; align-items: start; }
    figure { break-inside: auto; margin: 0; }
    figure > svg, figcaption, tr, .glance li, .legend { break-inside: avoid; }
    thead { display: table-header-group; }
    summary { list-style: none; color: #212b32; display: none; }
    details::details-content { content-visibility: visible; block-size: auto; }
    table { font-size: 8pt; line-height: 1.25; }
    figure table { font-size: 7.5pt; }
    th, td { padding: .12rem .4rem .12rem 0; }
    .spine td svg[role="img"] { width: 13rem; }
    .spine thead th:nth-child(4) { width: 13.5rem; }
    .sources { font-size: 7.5pt; }
    a { color: #212b32; text-decoration: none; }
    * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  }
  """)

import Charts

/// What the pages of the whole system add to the look of networks' pages.
let systemStyle = Markup.style(
  """
  .scroll { overflow-x: auto; margin: 0 0 1.5rem; border: 1px solid #aeb7bd; }
  .scroll:focus { outline: 3px solid #212b32; outline-offset: 2px; }
  .rug { width: auto; min-width: 100%; border-collapse: separate; border-spacing: 0; }
  .rug caption { padding: .4rem .5rem; }
  .rug th, .rug td { padding: .3rem .5rem; border-bottom: 1px solid #aeb7bd; border-right: 1px solid #d8dde0;
    vertical-align: top; }
  .rug thead th { vertical-align: bottom; min-width: 6.2rem; max-width: 9rem; font-weight: normal; line-height: 1.25; }
  .rug thead th a, .rug thead th strong { font-weight: bold; }
  .rug thead th span { display: block; font-size: .8rem; }
  .rug tbody th, .rug thead th:first-child { position: sticky; left: 0; background: #ffffff; min-width: 15rem;
    max-width: 20rem; border-right: 2px solid #768692; }
  .rug td { line-height: 1.25; }
  .rug td strong { display: block; font-size: .95rem; font-variant-numeric: tabular-nums; }
  .rug td span { display: block; white-space: nowrap; font-size: .8rem; }
  .rug .system { background: #f0f4f5; }
  .lists td a, .files a { display: inline-block; min-height: 1.5rem; }
  .rug td svg, .key svg { vertical-align: -2px; width: 13px; height: 13px; }
  .q1 { background: #f6f9fc; }
  .q2 { background: #e0eaf4; }
  .q3 { background: #c6daec; }
  .q4 { background: #a9c7e3; }
  .key { display: flex; flex-wrap: wrap; gap: .3rem 1rem; list-style: none; margin: 0 0 .6rem; padding: 0; font-size: .875rem; }
  .key i { display: inline-block; width: 1.2rem; height: .9rem; border: 1px solid #768692; margin-right: .35rem;
    vertical-align: -2px; }
  .files { columns: 17rem; column-gap: 2rem; list-style: none; padding: 0; margin: .3rem 0 .8rem; font-size: .875rem; }
  .files li { break-inside: avoid; padding: .2rem 0; overflow-wrap: break-word; }
  .inside { list-style: none; margin: 0; padding: 0; }
  .inside li { padding: .1rem 0; }
  .inside svg { width: 13px; height: 13px; vertical-align: -2px; }
  .outcomes td, .outcomes th { vertical-align: top; }
  .outcomes thead th:nth-child(1), .outcomes thead th:nth-child(2) { width: 15%; }
  .outcomes details { margin: 0; }
  .outcomes summary { padding: 0; min-height: 1.5rem; }
  .outcomes summary svg { vertical-align: -3px; }
  .lists td.number { white-space: nowrap; }
  .pages { list-style: none; padding: 0; }
  .pages li { margin: .4rem 0; }
  .pages a { font-weight: bold; }
  .pages span { display: block; font-size: .9rem; }
  @media screen and (max-width: 46rem) {
    .rug { display: table; }
    .rug caption { display: table-caption; }
    .rug thead { display: table-header-group; position: static; }
    .rug tbody { display: table-row-group; }
    .rug tr, .rug tbody tr { display: table-row; padding: 0; border: 0; }
    .rug th, .rug tbody th, .rug td { display: table-cell; padding: .3rem .5rem; border-bottom: 1px solid #aeb7bd;
      border-right: 1px solid #d8dde0; }
    .rug td::before { content: none; }
    .rug thead th { min-width: 5.2rem; }
    .rug tbody th, .rug thead th:first-child { min-width: 8.2rem; max-width: 8.2rem; font-weight: normal;
      border-right: 2px solid #768692; }
  }
  @media print {
    .scroll { overflow: visible; border: 0; }
    .rug tbody th, .rug thead th:first-child { position: static; min-width: 0; }
    .files { columns: 3; }
    #need, #measures, #lists { break-before: auto; }
    section > details > summary, .outcomes summary { display: block; font-weight: bold; }
  }
  """)

/// A page that is printed across A4.
let wideStyle = Markup.style(
  """
  body { max-width: 100rem; }
  @page { size: A4 landscape; margin: 10mm; }
  @media print {
    .rug { font-size: 7pt; width: 100%; }
    .rug th, .rug td { padding: .1rem .25rem; }
    .rug thead th { min-width: 0; max-width: none; }
    .rug tbody th { width: 17%; }
    .rug td strong { font-size: 7.5pt; }
    .rug td span, .rug thead th span { font-size: 6.5pt; white-space: normal; }
    .rug td svg { width: 8px; height: 8px; vertical-align: -1px; }
    .table-part + .table-part { break-before: page; }
  }
  """)

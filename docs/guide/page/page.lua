-- Turns the Markdown of the guide or of a handbook into the body of a page: listings become tabs,
-- figures custom elements, headings get a link to themselves. Also fills the template: style,
-- scripts, contents. pandoc runs in docs/guide.

local words = {
  en = {
    other = "es", other_name = "Español", other_title = "Esta página en español",
    skip = "Skip to the text", contents = "Contents", menu = "Contents, as a menu",
    search = "Search this page", search_short = "Search", key = "Press / to search",
    results = "Search results", none = "No results", one = "1 result", many = "{n} results",
    shown = "{n} results, the first {m} shown",
    theme = "Dark colours", top = "Back to top", external = "external page",
    self = "Link to this section: ", code = "Code", terminal = "Terminal", table = "Table",
    drawing = "Drawing",
    bytes = "17 bytes sent at once, read by recv(8): three calls",
    pick = "Language of the listing", row = "Subject", man = "Man pages",
    foot = "Built from Markdown; works without a network.",
    name = "name", reference = "Each name links to its page in the <a href=\"index.html\">reference</a>.",
    brands = { guide = "guide", instructors = "for instructors", graders = "for graders" },
    descriptions = {
      guide = "TCP and UDP sockets for beginners: theory, complete programs and figures to try.",
      instructors = "To give the course on sockets, to change it, to add an exercise.",
      graders = "From a folder of submissions to grades and feedback.",
    },
  },
  es = {
    other = "en", other_name = "English", other_title = "This page in English",
    skip = "Saltar al texto", contents = "Contenido", menu = "Contenido, como menú",
    search = "Buscar en esta página", search_short = "Buscar", key = "Pulsa / para buscar",
    results = "Resultados de la búsqueda", none = "Sin resultados", one = "1 resultado",
    many = "{n} resultados", shown = "{n} resultados; se muestran los primeros {m}",
    theme = "Colores oscuros", top = "Volver arriba", external = "página externa",
    self = "Enlace a esta sección: ", code = "Código", terminal = "Terminal", table = "Tabla",
    drawing = "Dibujo",
    bytes = "17 bytes enviados de una vez, leídos con recv(8): tres llamadas",
    pick = "Lenguaje del listado", row = "Tema", man = "Páginas de manual",
    foot = "Hecha con Markdown; funciona sin red.",
    name = "nombre", reference = "Cada nombre lleva a su página en la <a href=\"index.html\">referencia</a>, en inglés.",
    brands = { guide = "guía", instructors = "para docentes", graders = "para quien califica" },
    descriptions = {
      guide = "Sockets TCP y UDP para principiantes: teoría, programas completos y figuras para probar.",
      instructors = "Dar el curso de sockets, cambiarlo, añadir un ejercicio.",
      graders = "De una carpeta de entregas a las notas y su explicación.",
    },
  },
}

local names = { cpp = "C++", c = "C", py = "Python" }
local classes = { cpp = "cpp", c = "c", py = "python" }

local w, listings, sources, recordings
local kind       -- "guide", "instructors", "graders"
local reference  -- from a name of sock.hpp to its page in the reference; nil: there is none beside
local lists, headings, figures = 0, {}, {}

local function raw(html) return pandoc.RawBlock("html", html) end
local function inline(html) return pandoc.RawInline("html", html) end

local function escape(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function read(path)
  local file = io.open(path, "rb")
  if not file then return "" end
  local content = file:read("a")
  file:close()
  return content
end

-- pandoc's highlighting, without the id and the empty link that it gives to every line, and without
-- the classes that have no colour here: with a hundred listings these are a third of the page.
local function highlight(code, class)
  local html = pandoc.write(pandoc.Pandoc({ pandoc.CodeBlock(code, { class = class }) }), "html")
  local body = html:match("<code[^>]*>(.*)</code>")
  local lines = {}
  for line in (body .. "\n"):gmatch("(.-)\n") do
    line = line:gsub('^<span id="cb[%d-]+"><a [^>]*></a>(.*)</span>$', "%1")
    lines[#lines + 1] = line:gsub('<span class="op">([^<]*)</span>', "%1"):gsub('<span class="ex">([^<]*)</span>', "%1")
        :gsub("&quot;", '"'):gsub("&#39;", "'")
  end
  return table.concat(lines, "\n")
end

local function pre(class, label, html)
  return ('<pre class="%s" tabindex="0" role="group" aria-label="%s"><code>%s</code></pre>')
      :format(class, escape(label), html)
end

-- What is typed after the prompt is set apart from what the machine prints.
local function console(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    local typed = line:match("^%$ (.*)$")
    lines[#lines + 1] = typed
        and ('<span class="prompt">$ </span><kbd>%s</kbd>'):format(escape(typed))
        or escape(line)
  end
  return table.concat(lines, "\n")
end

local function code_block(block)
  local class = block.classes[1] or ""
  if class == "console" or (class == "" and block.text:match("^%$ ")) then
    return raw('<div class="block">' .. pre("console", w.terminal, console(block.text)) .. "</div>")
  elseif class == "" and block.text:match("^%./lab ") then
    return raw('<div class="block">' .. pre("code", w.terminal, escape(block.text)) .. "</div>")
  elseif class == "" or class == "text" then
    return raw('<div class="block">' .. pre("drawing", w.drawing, escape(block.text)) .. "</div>")
  end
  return raw('<div class="block">' .. pre("code", w.code, highlight(block.text, class)) .. "</div>")
end

local function listing(name, region)
  local versions = listings[region == "" and name or name .. " " .. region] or {}
  if #versions == 0 then return nil end
  lists = lists + 1
  local picks, panels = {}, {}
  for number, version in ipairs(versions) do
    local id = ("listing-%d-%s"):format(lists, version.language)
    local title = names[version.language] .. ": " .. version.file
    picks[number] = ('<input type="radio" name="listing-%d" id="%s" value="%s"%s><label for="%s">%s</label>')
        :format(lists, id, version.language, number == 1 and " checked" or "", id, names[version.language])
    panels[number] = ('<div class="panel"><p class="file">%s</p>%s</div>'):format(
      escape(version.file), pre("code", title, highlight(version.code, classes[version.language])))
  end
  if #versions == 1 then return raw('<div class="listing block">' .. panels[1] .. "</div>") end
  return raw(('<fieldset class="listing block"><legend>%s: %s</legend>%s%s</fieldset>'):format(
    w.pick, escape(pandoc.path.filename(name) .. " " .. region):gsub(" $", ""),
    table.concat(picks), table.concat(panels)))
end

local function comment(block)
  if block.t ~= "RawBlock" then return nil end
  return block.text:match("^<!%-%- (.-) %-%->%s*$")
end

-- The names in a paragraph that holds nothing but `<a id="…"></a>`.
local function anchors(block)
  if block.t ~= "Para" and block.t ~= "Plain" then return nil end
  local found = {}
  for _, part in ipairs(block.content) do
    if part.t == "RawInline" then
      local id = part.text:match('^<a id="([^"]+)">$')
      if id then found[#found + 1] = id
      elseif part.text ~= "</a>" then return nil end
    elseif part.t ~= "SoftBreak" and part.t ~= "Space" then
      return nil
    end
  end
  return #found > 0 and found or nil
end

local function heading(header, ids)
  local text = pandoc.utils.stringify(header.content)
  for number = 1, #ids - 1 do header.content:insert(number, inline('<span id="' .. ids[number] .. '"></span>')) end
  local id = ids[#ids] or header.identifier
  header.identifier = id
  headings[#headings + 1] = { level = header.level, id = id, text = text }
  if header.level == 1 or id == "" then return { header } end
  return {
    raw(('<div class="heading level-%d">'):format(header.level)), header,
    raw(('<a class="self" href="#%s" aria-label="%s">#</a></div>'):format(id, escape(w.self .. text))),
  }
end

local function each_list(blocks)
  local out, number = pandoc.List(), 1
  while number <= #blocks do
    local block, next_block = blocks[number], blocks[number + 1]
    local said, ids = comment(block), anchors(block)
    local name, region = (said or ""):match("^listing (%S+) ?(.*)$")
    local figure = (said or ""):match("^figure (%S+)$")
    if ids and next_block and next_block.t == "Header" then
      out:extend(heading(next_block, ids))
      number = number + 1
    elseif ids then
      for _, id in ipairs(ids) do out:insert(raw('<span id="' .. id .. '"></span>')) end
    elseif block.t == "Header" then
      out:extend(heading(block, {}))
    elseif name then
      local tabs = listing(name, region)
      out:insert(tabs or next_block)
      number = number + 1
    elseif figure then
      figures[#figures + 1] = figure
      out:insert(raw(('<div class="figure block" id="figure-%s"><sock-figure-%s><div class="told">')
        :format(figure, figure)))
    elseif said == "reference" then
      if reference then out:insert(raw("<p>" .. w.reference .. "</p>")) end
    elseif said == "/figure" then
      out:insert(raw(("</div></sock-figure-%s></div>"):format(figures[#figures])))
    elseif not said then
      out:insert(block)
    end
    number = number + 1
  end
  return out
end

-- In a table of names, a name leads to its page in the reference.
local function linked_names(block)
  local head = block.head.rows[1]
  if not reference or not head or pandoc.utils.stringify(head.cells[1].contents) ~= w.name then return end
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do
      row.cells[1].contents = row.cells[1].contents:walk({
        Code = function(name)
          local page = reference[name.text]
          return page and pandoc.Link({ name }, page)
        end,
      })
    end
  end
end

local function wrapped_table(block)
  linked_names(block)
  local titles = {}
  for _, row in ipairs(block.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.attr = pandoc.Attr("", {}, { scope = "col" })
      -- Above the names of the rows: a word for screen readers only.
      if #cell.contents == 0 then cell.contents = { pandoc.Plain({ inline('<span class="hidden">' .. w.row .. "</span>") }) } end
      titles[#titles + 1] = pandoc.utils.stringify(cell.contents)
    end
  end
  local label = w.table .. ": " .. table.concat(titles, ", ")
  return {
    raw(('<div class="scroll block" tabindex="0" role="group" aria-label="%s">'):format(escape(label))),
    block, raw("</div>"),
  }
end

-- The page of a Markdown file: guide.es.md#zero → guide.es.html#zero, graders.md → graders.en.html.
local function page_of(target)
  for _, name in ipairs({ "guide", "instructors", "graders" }) do
    target = target:gsub("%f[%w](" .. name .. "%.%a%a)%.md%f[^%a]", "%1.html")
        :gsub("%f[%w](" .. name .. ")%.md%f[^%a]", "%1.en.html")
  end
  return target
end

local function link(element)
  local page = page_of(element.target)
  if pandoc.utils.stringify(element.content) == element.target then element.content = { pandoc.Str(page) } end
  element.target = page
  if element.target:match("^https?:") then
    element.classes:insert("external")
    element.content:insert(inline('<span class="hidden"> (' .. w.external .. ")</span>"))
  end
  return element
end

-- The line of man pages at the end of a section.
local function paragraph(block)
  if pandoc.utils.stringify(block.content):sub(1, #w.man) == w.man then
    return pandoc.Div({ block }, { class = "man" })
  end
end

local function contents()
  local html, level = {}, 1
  for _, item in ipairs(headings) do
    if item.level == 2 or item.level == 3 then
      if item.level > level then
        for _ = level + 1, item.level do html[#html + 1] = "<ol><li>" end
      else
        for _ = item.level + 1, level do html[#html + 1] = "</li></ol>" end
        html[#html + 1] = "</li><li>"
      end
      level = item.level
      html[#html + 1] = ('<a href="#%s">%s</a>'):format(item.id, escape(item.text))
    end
  end
  for _ = 2, level do html[#html + 1] = "</li></ol>" end
  return table.concat(html)
end

-- The bytes of a text as cells, in groups of eight: what three calls of recv(8) return.
local function strip(text)
  local groups = {}
  for start = 1, #text, 8 do
    local cells = {}
    for at = start, math.min(start + 7, #text) do
      local byte = text:byte(at)
      local shown = byte == 10 and "\\n" or byte == 32 and "␣" or string.char(byte)
      cells[#cells + 1] = ("<b>%s<i>%02x</i></b>"):format(escape(shown), byte)
    end
    groups[#groups + 1] = "<span>" .. table.concat(cells) .. "</span>"
  end
  return table.concat(groups)
end

-- Indentation is a twentieth of a page. No string of the scripts goes over a line's end.
local function unindented(code) return (code:gsub("\n +", "\n")) end

local function scripts()
  if #figures == 0 then return unindented(read("page/page.js")) end
  local parts, seen = { "globalThis.sockRecordings = " .. recordings .. ";", read("figures/figure.js") }, {}
  for _, name in ipairs(figures) do
    if not seen[name] then
      parts[#parts + 1] = read("figures/" .. name .. ".model.js")
      parts[#parts + 1] = read("figures/" .. name .. ".js")
      seen[name] = true
    end
  end
  parts[#parts + 1] = read("page/page.js")
  return (unindented(table.concat(parts, "\n")):gsub("</(script)", "<\\/%1"))
end

local function whole(doc)
  local title = doc.blocks:find_if(function(b) return b.t == "Header" and b.level == 1 end)
  doc.blocks = doc.blocks:filter(function(b) return not (b.t == "Header" and b.level == 1) end)
  local text = title and pandoc.utils.stringify(title.content) or "sock"
  doc.meta.pagetitle = pandoc.MetaString(text)
  doc.meta.title = pandoc.MetaString(text)
  local w_meta = {}
  for key, value in pairs(w) do
    if type(value) == "string" then w_meta[key] = pandoc.MetaInlines({ inline(escape(value)) }) end
  end
  w_meta.brand = pandoc.MetaInlines({ inline(escape(w.brands[kind])) })
  w_meta.description = pandoc.MetaInlines({ inline(escape(w.descriptions[kind])) })
  doc.meta.w = w_meta
  doc.meta.sources = pandoc.MetaString(sources)
  doc.meta.contents = pandoc.MetaBlocks({ raw(contents()) })
  doc.meta.other_page = pandoc.MetaString(kind .. "." .. w.other .. ".html")
  if kind == "guide" then doc.meta.strip = pandoc.MetaBlocks({ raw(strip("Hola Mundo Cruel\n")) }) end
  local style = read("page/tokens.css") .. read("page/page.css")
  if #figures > 0 then style = style .. read("figures/figure.css") end
  doc.meta.style = pandoc.MetaBlocks({ raw(unindented(style)) })
  doc.meta.script = pandoc.MetaBlocks({ raw(scripts()) })
  return doc
end

local function setup(meta)
  w = words[pandoc.utils.stringify(meta.lang)]
  local source = pandoc.utils.stringify(meta.source)
  kind = pandoc.path.filename(source):match("^%a+")
  if meta.reference then reference = dofile(pandoc.utils.stringify(meta.reference)) end
  local data = load(pandoc.pipe("python3", { "page/listings.py", "--lua", source }, ""))()
  listings, sources, recordings = data.listings, data.sources, data.recordings
end

return {
  { Meta = setup },
  { CodeBlock = code_block, Table = wrapped_table, Link = link, Para = paragraph },
  { Blocks = each_list },
  { Pandoc = whole },
}

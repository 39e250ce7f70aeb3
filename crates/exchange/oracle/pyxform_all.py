# Converts every workbook in a folder with pyxform and compares its form with ours, structurally.
import sys, glob, os, re, collections
import xml.etree.ElementTree as ET
from pyxform.xls2xform import convert
folder = sys.argv[1]
bad = 0; warnings = collections.Counter(); differ = 0; n = 0
def squeeze(x):
    out = []; q = None
    for c in x or '':
        if q:
            out.append(c); q = None if c == q else q
        elif c in '\'"': q = c; out.append(c)
        elif not c.isspace(): out.append(c)
    return ''.join(out)
def local(t): return t.split('}')[-1]
def words(e):
    # text with outputs
    s = (e.text or '')
    for c in e: s += '<' + squeeze(c.get('value')) + '>' + (c.tail or '')
    return re.sub(r'\s+', ' ', s).strip().translate(str.maketrans('“”‘’', '""\'\''))
def tree(e):
    return (local(e.tag), tuple(sorted((local(k), squeeze(v)) for k, v in e.attrib.items() if v or local(k) == 'template')), tuple(tree(c) for c in e))
def parts(text):
    root = ET.fromstring(text)
    X = '{http://www.w3.org/2002/xforms}'; H = '{http://www.w3.org/1999/xhtml}'
    model = root.find(f'{H}head/{X}model')
    itext = {(t.get('lang'), x.get('id')): words(x.find(f'{X}value')) for t in model.iter(f'{X}translation') for x in t.iter(f'{X}text')}
    default = [t.get('lang') for t in model.iter(f'{X}translation') if t.get('default')]
    binds = {b.get('nodeset'): tuple(sorted((local(k), squeeze(v)) for k, v in b.attrib.items())) for b in model.iter(f'{X}bind')}
    inst = [tree(i) for i in model.findall(f'{X}instance')]
    first = inst[0]
    lists = {}
    for i in model.findall(f'{X}instance')[1:]:
        lists[i.get('id')] = [[(local(c.tag), c.text) for c in item] for item in i.iter(f'{X}item')]
    body = tree(root.find(f'{H}body'))
    return dict(itext=itext, default=default, binds=binds, first=first, lists=lists, body=body, title=root.find(f'{H}head/{H}title').text)
def flat(t, path=''):
    yield path + '/' + t[0], t[1]
    for c in t[2]: yield from flat(c, path + '/' + t[0])
for path in sorted(glob.glob(os.path.join(folder, '*.xlsx'))):
    n += 1; name = os.path.basename(path)[:-5]
    try:
        r = convert(path, validate=False)
    except Exception as e:
        bad += 1; print('REFUSED', name, str(e)[:600]); continue
    for w in r.warnings: warnings[re.sub(r'\[row : \d+\]', '[row]', w)[:160]] += 1
    open(os.path.join(folder, name + '.pyxform.xml'), 'w').write(r.xform)
    ours, theirs = parts(open(os.path.join(folder, name + '.xml')).read()), parts(r.xform)
    d = []
    for k in ours:
        if ours[k] == theirs[k]: continue
        if isinstance(ours[k], dict):
            for x in sorted(set(ours[k]) | set(theirs[k]), key=str):
                if ours[k].get(x) != theirs[k].get(x): d.append((k, x, ours[k].get(x), theirs[k].get(x)))
        elif k in ('body', 'first'):
            a, b = list(flat(ours[k])), list(flat(theirs[k]))
            for x, y in zip(a, b):
                if x != y: d.append((k, x, y)); 
            if len(a) != len(b): d.append((k, len(a), len(b)))
        else: d.append((k, ours[k], theirs[k]))
    if d:
        differ += 1; print('DIFFERS', name, len(d))
        for x in d[:4]: print('   ', *[str(y)[:400] for y in x], sep='\n        ')
print(n, 'forms;', bad, 'refused;', differ, 'differ from ours'); 
for w, c in warnings.most_common(): print('warning', c, w)

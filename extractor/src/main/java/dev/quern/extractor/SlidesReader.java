package dev.quern.extractor;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.openxml4j.opc.PackageRelationshipTypes;
import org.apache.poi.openxml4j.opc.TargetMode;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.utils.XMLReaderUtils;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** Presentations slide by slide, in the order in which they are shown: each is a page that begins with its title. */
final class SlidesReader implements FileReader {
    @Override
    public String read(Reading reading) throws Exception {
        try (OPCPackage file = OPCPackage.open(reading.source().file().toFile(), PackageAccess.READ)) {
            PackagePart presentation = file.getPartsByRelationshipType(PackageRelationshipTypes.CORE_DOCUMENT).stream()
                    .findFirst()
                    .or(() -> file.getPartsByRelationshipType(PackageRelationshipTypes.STRICT_CORE_DOCUMENT).stream()
                            .findFirst())
                    .orElseThrow(() -> new IOException("no presentation in it"));
            SlideOrder order = new SlideOrder();
            parse(presentation, order);
            boolean isFirst = true;
            for (String relation : order.slides()) {
                Optional<PackagePart> slide = related(presentation, presentation.getRelationship(relation));
                if (slide.isPresent()) {
                    if (!isFirst && !reading.source().isAttached()) {
                        reading.out().page();
                    }
                    isFirst = false;
                    slide(slide.get(), reading);
                }
            }
            return file.getPackageProperties()
                    .getTitleProperty()
                    .map(Prose::line)
                    .orElse("");
        }
    }

    private static void slide(PackagePart slide, Reading reading) throws Exception {
        SlideText shapes = new SlideText();
        parse(slide, shapes);
        shapes.writeTo(reading.out());
        for (PackageRelationship relation : slide.getRelationships()) {
            Optional<PackagePart> part = related(slide, relation);
            if (part.isPresent()) {
                related(typeOf(relation), part.get(), reading);
            }
        }
    }

    private static void related(String type, PackagePart part, Reading reading) throws Exception {
        switch (type) {
            case "diagramData", "chart" -> {
                DrawnText drawn = new DrawnText();
                parse(part, drawn);
                drawn.writeTo(reading.out());
            }
            case "notesSlide" -> {
                SlideText notes = new SlideText();
                parse(part, notes);
                notes.writeAsNotesTo(reading.out());
            }
            case "package", "oleObject" -> {
                try (InputStream content = part.getInputStream()) {
                    String path = part.getPartName().getName();
                    reading.attachments().add(path.substring(path.lastIndexOf('/') + 1), "", content);
                }
            }
            default -> {}
        }
    }

    private static Optional<PackagePart> related(PackagePart from, @Nullable PackageRelationship relation)
            throws IOException {
        if (relation == null || relation.getTargetMode() == TargetMode.EXTERNAL) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(from.getRelatedPart(relation));
        } catch (InvalidFormatException | IllegalArgumentException dangling) {
            return Optional.empty();
        }
    }

    private static String typeOf(PackageRelationship relation) {
        String type = relation.getRelationshipType();
        return type.substring(type.lastIndexOf('/') + 1);
    }

    private static void parse(PackagePart part, DefaultHandler handler) throws Exception {
        try (InputStream in = part.getInputStream()) {
            XMLReaderUtils.parseSAX(in, handler, new ParseContext());
        }
    }

    /** Which relation of the presentation is which slide. */
    private static final class SlideOrder extends DefaultHandler {
        private final List<String> slides = new ArrayList<>();

        List<String> slides() {
            return slides;
        }

        @Override
        public void startElement(@Nullable String uri, String local, String qualified, Attributes attributes) {
            for (int i = 0; local.equals("sldId") && i < attributes.getLength(); i++) {
                // Its own id has the same local name, and no namespace.
                if (attributes.getLocalName(i).equals("id")
                        && !attributes.getURI(i).isEmpty()) {
                    slides.add(attributes.getValue(i));
                }
            }
        }
    }
}
